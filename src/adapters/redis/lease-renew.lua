-- 1 if the lease is still its holder's. KEYS[1]: the prefix. ARGV: lease, token, ttlMs.
local key = KEYS[1] .. ':lease:' .. ARGV[1]
if redis.call('GET', key) ~= ARGV[2] then return 0 end
return redis.call('PEXPIRE', key, ARGV[3])

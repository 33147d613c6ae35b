-- Gives a lease back, if it is still its holder's. KEYS[1]: the prefix. ARGV: lease, token.
local key = KEYS[1] .. ':lease:' .. ARGV[1]
if redis.call('GET', key) == ARGV[2] then redis.call('DEL', key) end

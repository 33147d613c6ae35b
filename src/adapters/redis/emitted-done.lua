-- An event has arrived. KEYS[1]: the prefix. ARGV[1]: row id.
redis.call('ZREM', KEYS[1] .. ':emit:rows', ARGV[1])
redis.call('ZREM', KEYS[1] .. ':emit:leases', ARGV[1])
redis.call('HDEL', KEYS[1] .. ':emit:events', ARGV[1])

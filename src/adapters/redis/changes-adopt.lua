-- Numbers for documents that a version without numbers wrote. KEYS[1]: the prefix. ARGV: kind:id, …
local p = KEYS[1]
for _, document in ipairs(ARGV) do
  if not redis.call('ZSCORE', p .. ':changes', document) then
    redis.call('ZADD', p .. ':changes', redis.call('INCR', p .. ':changes:last'), document)
  end
end

-- A row was sent. ARGV: row id, and optionally the kind:id, field and digest of the post to remember, its place and whose
-- it is. The post is remembered even where another sender was faster and the row is gone: Slack shows it all the same.
removeRow(ARGV[1])
if ARGV[2] then
  redis.call('HSET', p .. ':posts:' .. ARGV[2], ARGV[3], ARGV[4])
  redis.call('HSET', p .. ':posted', ARGV[5], ARGV[6])
end

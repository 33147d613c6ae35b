-- One commit. Every refusal comes before the first write: Redis does not undo a script that fails half way.
-- KEYS[1]: the prefix. All keys are built from it and lie in its hash slot.
-- ARGV[1]: the commit as JSON with numbers as strings. ARGV[2]: the state, ARGV[3]: the entry; stored as they come,
-- because cjson would give [] back as {} and cut long numbers.
local p, c = KEYS[1], cjson.decode(ARGV[1])

for _, once in ipairs(c.once) do
  local used = redis.call('GET', p .. ':once:' .. once.key)
  if used then return { 'duplicate', used } end
end

local time = redis.call('TIME')
local nowMs = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
if c.validUntilMs and nowMs >= tonumber(c.validUntilMs) then
  return { 'too_late', string.format('%.0f', nowMs) }
end

local document = p .. ':doc:' .. c.document
local stored = redis.call('HMGET', document, 'version', 'head', 'due', 'indexes')
if (stored[1] or '0') ~= c.loadedVersion or (stored[2] or '') ~= c.loadedHead then return { 'conflict' } end

for _, member in ipairs(cjson.decode(stored[3] or '[]')) do redis.call('ZREM', p .. ':due', member) end
for _, index in ipairs(cjson.decode(stored[4] or '[]')) do
  redis.call('ZREM', p .. ':index:' .. c.kind .. ':' .. index, c.id)
end

redis.call('HSET', document, 'version', c.version, 'head', c.head, 'state', ARGV[2],
  'due', c.dueMembers, 'indexes', c.indexNames)
redis.call('ZADD', p .. ':changes', redis.call('INCR', p .. ':changes:last'), c.document)
redis.call('RPUSH', p .. ':log:' .. c.document, ARGV[3])
for _, due in ipairs(c.due) do redis.call('ZADD', p .. ':due', due.atMs, due.member) end
for _, index in ipairs(c.indexes) do
  redis.call('ZADD', p .. ':index:' .. c.kind .. ':' .. index.name, index.score, c.id)
end
for _, once in ipairs(c.once) do
  if once.ttlMs then
    redis.call('SET', p .. ':once:' .. once.key, c.use, 'PX', once.ttlMs)
  else
    redis.call('SET', p .. ':once:' .. once.key, c.use)
  end
end

for _, row in ipairs(c.outbox) do
  local waiting = row.collapse and p .. ':out:waiting:' .. row.collapse
  if not (waiting and redis.call('EXISTS', waiting) == 1) then
    local number = redis.call('INCR', p .. ':out:last')
    local id = string.format('%015d', number)
    local key = p .. ':out:row:' .. id
    redis.call('HSET', key, 'lane', row.lane, 'intent', row.intent, 'atMs', c.atMs, 'attempts', '0')
    if row.expiresAtMs then redis.call('HSET', key, 'expiresAtMs', row.expiresAtMs) end
    redis.call('ZADD', p .. ':out:rows', number, id)
    redis.call('ZADD', p .. ':out:lane:' .. row.lane, number, id)
    redis.call('ZADD', p .. ':out:heads', 'NX', number, row.lane)
    -- A row that may be buried unsent stands for no other.
    if waiting and not row.expiresAtMs then
      redis.call('HSET', key, 'collapse', row.collapse)
      redis.call('SADD', waiting, id)
    end
  end
end

for _, emitted in ipairs(c.emit) do
  local number = redis.call('INCR', p .. ':emit:last')
  local id = string.format('%015d', number)
  redis.call('HSET', p .. ':emit:events', id, emitted)
  redis.call('ZADD', p .. ':emit:rows', number, id)
end

return { 'committed' }

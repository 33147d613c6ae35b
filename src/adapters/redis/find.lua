-- A page of an index, one more than asked for where there is a following one: { id, score, id, score, … }.
-- KEYS[1]: the prefix. ARGV: kind:index, count, descending as 1 or 0, and how many to skip, and optionally the score and
-- id to go on after.
local key = KEYS[1] .. ':index:' .. ARGV[1]
local count, descending, skip = tonumber(ARGV[2]), ARGV[3] == '1', tonumber(ARGV[4])
local score, id = ARGV[5], ARGV[6]
local chunk = 500

local function range(from, to)
  return redis.call(descending and 'ZREVRANGE' or 'ZRANGE', key, from, to, 'WITHSCORES')
end

-- Redis orders equal scores by bytes; Lua's own < follows the server's locale.
local function isBefore(a, b)
  for i = 1, math.min(#a, #b) do
    if a:byte(i) ~= b:byte(i) then return a:byte(i) < b:byte(i) end
  end
  return #a < #b
end

if not score then return range(skip, skip + count - 1) end

local at = redis.call('ZSCORE', key, id)
if at and tonumber(at) == tonumber(score) then
  local rank = redis.call(descending and 'ZREVRANK' or 'ZRANK', key, id)
  return range(rank + 1, rank + count)
end

-- The document has left its place: count those with a better score, then walk through the ties.
local rank = descending and redis.call('ZCOUNT', key, '(' .. score, '+inf')
  or redis.call('ZCOUNT', key, '-inf', '(' .. score)
while true do
  local ties = range(rank, rank + chunk - 1)
  if #ties == 0 then return {} end
  for i = 1, #ties, 2 do
    local passed = tonumber(ties[i + 1]) ~= tonumber(score)
    if not passed and descending then passed = isBefore(ties[i], id) end
    if not passed and not descending then passed = isBefore(id, ties[i]) end
    if passed then return range(rank, rank + count - 1) end
    rank = rank + 1
  end
end

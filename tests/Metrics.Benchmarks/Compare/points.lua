-- Posts points to a keyed metric; each goes to one of so many keys, drawn evenly.
--   wrk ... -s points.lua <url> -- <number of keys> <token>

local threads = 0

-- Once per thread, before it starts. Threads with one seed would draw the same keys at the same time.
function setup(thread)
  threads = threads + 1
  thread:set("seed", threads)
end

function init(args)
  key_count = tonumber(args[1])

  -- LuaJIT's own generator (period 2^223) is even in every bit, unlike the low bits of a congruential one.
  math.randomseed(seed)

  -- All requests are made now: during the measurement the generator should cost as little as it can.
  local headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. args[2] }
  bodies = {}
  for i = 1, key_count do
    bodies[i] = wrk.format("POST", wrk.path, headers, string.format('{"name":"key%04d","value":1}', i))
  end
end

function request()
  return bodies[math.random(key_count)]
end

-- One line for the program that started wrk: counts, and times in microseconds.
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests":%.0f,"microseconds":%.0f,"refused":%.0f,"broken":%.0f,"p50":%.0f,"p99":%.0f,"p999":%.0f}\n',
    summary.requests, summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end

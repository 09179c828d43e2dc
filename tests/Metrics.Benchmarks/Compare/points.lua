-- Sends requests that were written to a file; each time one of them, drawn evenly.
--   wrk ... -s points.lua <url> -- <file: of each request its length in a line, and the bytes>

local threads = 0

-- Once per thread, before it starts. Threads with one seed would draw the same requests at the same time.
function setup(thread)
  threads = threads + 1
  thread:set("seed", threads)
end

function init(args)
  -- LuaJIT's own generator (period 2^223) is even in every bit, unlike the low bits of a congruential one.
  math.randomseed(seed)

  requests = {}
  local file = assert(io.open(args[1], "rb"))
  for length in file:lines() do
    requests[#requests + 1] = file:read(tonumber(length))
  end
  file:close()
end

function request()
  return requests[math.random(#requests)]
end

-- One line for the program that started wrk: counts, and times in microseconds.
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests":%.0f,"microseconds":%.0f,"refused":%.0f,"broken":%.0f,"p50":%.0f,"p99":%.0f,"p999":%.0f}\n',
    summary.requests, summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end

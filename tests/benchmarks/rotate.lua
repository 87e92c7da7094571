-- SPDX-FileCopyrightText: 2026 MPSC graph contributors
-- SPDX-License-Identifier: EUPL-1.2
-- wrk: send the requests of a list one after another, and say what was measured as one line of JSON.
-- Arguments: the list (paths, one a line); the number to begin with; "new" or "same". "new" ends each
-- query with its number as a comment, so that no two requests of a run are alike.
local paths, number, fresh = {}, 0, true

function init(arguments)
  for line in io.lines(arguments[1]) do
    paths[#paths + 1] = line
  end
  number = tonumber(arguments[2])
  fresh = arguments[3] == "new"
end

function request()
  number = number + 1
  local path = paths[number % #paths + 1]
  if fresh then
    path = path .. "%0A%23" .. number
  end
  return wrk.format("GET", path)
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failed
  ))
end

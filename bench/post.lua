-- Posts a prepared body with wrk. Arguments: path, content type, file of the body, and how many bytes after the first
-- are drawn anew for each request, so that each is a report of its own.
function init(args)
  path, content_type, fresh = args[1], args[2], tonumber(args[4])
  local file = assert(io.open(args[3], "rb"))
  body = file:read("*a")
  file:close()
  first, rest = body:sub(1, 1), body:sub(2 + fresh)
  random = assert(io.open("/dev/urandom", "rb"))
  headers = { ["Content-Type"] = content_type, ["Accept"] = "application/json" }
end

function request()
  local sent = body
  if fresh > 0 then
    sent = first .. random:read(fresh) .. rest
  end
  return wrk.format("POST", path, headers, sent)
end

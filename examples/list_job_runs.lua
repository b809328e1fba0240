-- Lists the runs of an Amazon DataZone job as JSON, one a line, with LuaJIT. ffi.cdef() reads the
-- declarations from the headers themselves; the program reads the constants from them, too.
--   luajit list_job_runs.lua --domain ID --job ID
-- DZJOBS_INCLUDE and DZJOBS_LIBRARY name headers and a library that are not installed.
local ffi = require("ffi")

local include = os.getenv("DZJOBS_INCLUDE") or "/usr/include"
local constant = {} -- RUN, EINVAL and so on

local function declare(name)
  local file = assert(io.open(include .. "/" .. name))
  local text = file:read("*a")
  file:close()
  for key, value in text:gmatch("#define DZJOBS_(%u%w*) %(?(%-?%d+)%)?") do
    constant[key] = tonumber(value)
  end
  text = text:gsub("/%*.-%*/", ""):gsub("#ifdef __cplusplus.-#endif", "")
  ffi.cdef((text:gsub("#[^\n]*", ""):gsub("DZJOBS_API", "")))
end

declare("dzjobs.h")
declare("dzjobs_run.h")
declare("dzjobs_settings.h")
declare("dzjobs_callbacks.h")
declare("dzjobs_client.h")
local lib = ffi.load(os.getenv("DZJOBS_LIBRARY") or "libdzjobs.so.0")

local usage = [[
usage: list_job_runs --domain ID --job ID [--profile NAME] [--region REGION]
                     [--status STATUS] [--sort ASCENDING|DESCENDING] [--max-items N]
                     [--page-size N] [--starting-token TOKEN] [--endpoint-url URL]
]]

-- The setter of each option and, for numbers, the largest value.
local client_options = {profile = "profile", region = "region", ["endpoint-url"] = "endpoint_url"}
local list_options = {
  status = "status", sort = "sort_order", ["starting-token"] = "resume_token",
  ["max-items"] = "max_items", ["page-size"] = "max_results",
}
local most = {["max-items"] = 2 ^ 53, ["page-size"] = 2 ^ 31 - 1}

local function options(words)
  local given, i = {}, 1
  while i <= #words do
    local name, value = words[i]:match("^%-%-(.+)$"), words[i + 1]
    local known = name == "domain" or name == "job" or client_options[name or ""]
    if not (known or list_options[name or ""]) or not value then return nil end
    if most[name] then
      local whole = value:match("^%d+$") and tonumber(value)
      if not whole or whole > most[name] then return nil end
      value = whole
    end
    given[name] = value
    i = i + 2
  end
  return given.domain and given.job and given
end

-- Sets the options of a client or a listing. Returns the first error, or 0.
local function set(kind, handle, known, given)
  for option, name in pairs(known) do
    if given[option] then
      local code = lib["dzjobs_" .. kind .. "_set_" .. name](handle, given[option])
      if code < 0 then return code end
    end
  end
  return 0
end

-- Remove characters that control a terminal.
local function printable(text)
  return (text:gsub("%c", " "):gsub("\194[\128-\159]", " "))
end

local given = options(arg)
if not given then
  io.stderr:write(usage)
  os.exit(2)
end

local client_out, list_out = ffi.new("dzjobs_client *[1]"), ffi.new("dzjobs_list *[1]")
local code = lib.dzjobs_client_new(client_out)
local client = ffi.gc(client_out[0], lib.dzjobs_client_free)
if code == 0 then code = set("client", client, client_options, given) end
if code == 0 then code = lib.dzjobs_client_new_list(client, list_out, given.domain, given.job) end
local list = ffi.gc(list_out[0], lib.dzjobs_list_free)
if code == 0 then code = set("list", list, list_options, given) end

while code >= 0 do
  code = lib.dzjobs_client_next(client, list)
  if code ~= constant.RUN then break end
  io.stdout:write(ffi.string(lib.dzjobs_run_json(lib.dzjobs_list_run(list), nil)), "\n")
end
io.stdout:flush()

if code < 0 then
  local text = ffi.new("char[4096]")
  lib.dzjobs_client_error_text(client, text, 4096)
  if list ~= nil then text = lib.dzjobs_list_error_text(list) end
  io.stderr:write("list_job_runs: ", printable(ffi.string(text)), "\n")
end
local token = lib.dzjobs_list_resume_token(list)
if token ~= nil then
  io.stderr:write("to continue: --starting-token ", ffi.string(token), "\n")
end
os.exit(code == constant.EINVAL and 2 or code < 0 and 1 or 0, true)

# Lists the runs of an Amazon DataZone job as JSON, one a line, with ruby-ffi.
#   ruby list_job_runs.rb DOMAIN JOB
require "ffi"

module Dzjobs
  extend FFI::Library
  ffi_lib ENV.fetch("DZJOBS_LIBRARY", "libdzjobs.so.0")
  attach_function :dzjobs_client_new, [:pointer], :int
  attach_function :dzjobs_client_free, [:pointer], :void
  attach_function :dzjobs_client_new_list, [:pointer, :pointer, :string, :string], :int
  attach_function :dzjobs_client_next, [:pointer, :pointer], :int, blocking: true
  attach_function :dzjobs_list_free, [:pointer], :void
  attach_function :dzjobs_list_error_text, [:pointer], :string
  attach_function :dzjobs_list_run, [:pointer], :pointer
  attach_function :dzjobs_run_json, [:pointer, :pointer], :string
end

out = FFI::MemoryPointer.new(:pointer)
abort "out of memory" if Dzjobs.dzjobs_client_new(out) < 0
client = FFI::AutoPointer.new(out.read_pointer, Dzjobs.method(:dzjobs_client_free))
abort "out of memory" if Dzjobs.dzjobs_client_new_list(client, out, ARGV[0], ARGV[1]) < 0
list = FFI::AutoPointer.new(out.read_pointer, Dzjobs.method(:dzjobs_list_free))
puts Dzjobs.dzjobs_run_json(Dzjobs.dzjobs_list_run(list), nil) while
  (event = Dzjobs.dzjobs_client_next(client, list)) == 1 # DZJOBS_RUN
abort Dzjobs.dzjobs_list_error_text(list) if event < 0

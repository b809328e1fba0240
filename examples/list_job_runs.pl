# Lists the runs of an Amazon DataZone job as JSON, one a line, with FFI::Platypus.
#   perl list_job_runs.pl DOMAIN JOB
use strict;
use warnings;
use FFI::Platypus;

my $ffi = FFI::Platypus->new(api => 2, lib => $ENV{DZJOBS_LIBRARY} || 'libdzjobs.so.0');
$ffi->attach(dzjobs_client_new => ['opaque*'] => 'int');
$ffi->attach(dzjobs_client_free => ['opaque'] => 'void');
$ffi->attach(dzjobs_client_new_list => ['opaque', 'opaque*', 'string', 'string'] => 'int');
$ffi->attach(dzjobs_client_next => ['opaque', 'opaque'] => 'int');
$ffi->attach(dzjobs_list_free => ['opaque'] => 'void');
$ffi->attach(dzjobs_list_error_text => ['opaque'] => 'string');
$ffi->attach(dzjobs_list_run => ['opaque'] => 'opaque');
$ffi->attach(dzjobs_run_json => ['opaque', 'opaque'] => 'string');

my ($client, $list);
my $event = dzjobs_client_new(\$client);
$event = dzjobs_client_new_list($client, \$list, @ARGV[0, 1]) if $event == 0;
print dzjobs_run_json(dzjobs_list_run($list), undef), "\n"
    while $event >= 0 && ($event = dzjobs_client_next($client, $list)) == 1; # DZJOBS_RUN
print STDERR dzjobs_list_error_text($list), "\n" if $event < 0;
dzjobs_list_free($list);
dzjobs_client_free($client);
exit($event < 0);

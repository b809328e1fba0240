<?php // Lists the runs of an Amazon DataZone job as JSON, one a line, with PHP's FFI.
//   php list_job_runs.php DOMAIN JOB
$c = FFI::cdef('
  typedef struct dzjobs_client dzjobs_client;
  typedef struct dzjobs_list dzjobs_list;
  typedef struct dzjobs_run dzjobs_run;
  int dzjobs_client_new(dzjobs_client **out);
  void dzjobs_client_free(dzjobs_client *client);
  int dzjobs_client_new_list(dzjobs_client *client, dzjobs_list **out, const char *domain,
                             const char *job);
  int dzjobs_client_next(dzjobs_client *client, dzjobs_list *list);
  void dzjobs_list_free(dzjobs_list *list);
  const char *dzjobs_list_error_text(const dzjobs_list *list);
  const dzjobs_run *dzjobs_list_run(const dzjobs_list *list);
  const char *dzjobs_run_json(const dzjobs_run *run, size_t *len);
', getenv('DZJOBS_LIBRARY') ?: 'libdzjobs.so.0');
[$client, $list] = [$c->new('dzjobs_client *'), $c->new('dzjobs_list *')];
$event = $c->dzjobs_client_new(FFI::addr($client));
if ($event == 0) $event = $c->dzjobs_client_new_list($client, FFI::addr($list), $argv[1], $argv[2]);
while ($event >= 0 && ($event = $c->dzjobs_client_next($client, $list)) == 1) // DZJOBS_RUN
  echo $c->dzjobs_run_json($c->dzjobs_list_run($list), null), "\n";
if ($event < 0) fwrite(STDERR, $c->dzjobs_list_error_text($list) . "\n");
$c->dzjobs_list_free($list);
$c->dzjobs_client_free($client);
exit($event < 0 ? 1 : 0);

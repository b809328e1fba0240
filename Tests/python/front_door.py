"""Uses of boto3 in scripts, one a line: expressions that test_front_door.py evaluates with boto3
and with dzjobs. `B` is the module, `C` botocore's Config or ours, `X` the exceptions, `c` a client,
`new(**more)` another one, `ids` the job, `keys` the keys, `url` the endpoint, `status(**options)` a
status that a client with such a Config lists, `pages(**more)` a running paginator, `other` a call
that the service refuses.
"""

SAME = """
B.client("datazone", "us-east-1", endpoint_url=url, **keys).list_job_runs(**ids)["items"]
B.client("datazone", region_name="us-east-1", endpoint_url=url, **keys).meta.region_name
B.client("datazone", "us-east-1", None, True, None, url, "AKIDEXAMPLE", "secret").meta.endpoint_url
B.client("datazone", "us-east-1", api_version="2018-05-10", endpoint_url=url).meta.region_name
B.client("datazone", "us-east-1", use_ssl=False, endpoint_url=url).meta.endpoint_url
B.client("datazone", "us-east-1", use_ssl=True).meta.endpoint_url
B.client("datazone", "eu-west-1").meta.endpoint_url
B.client("datazone", "cn-north-1").meta.endpoint_url
B.client("datazone", "us-gov-west-1").meta.partition
B.client("datazone", "us-east-1").meta.partition
B.client("datazone", "us-east-1", verify=True).meta.region_name
B.client("datazone", "us-east-1", verify="/no/such.pem").meta.region_name
B.client("datazone", "us-east-1", aws_account_id="123456789012").meta.region_name
B.client(service_name="datazone", region_name="us-east-1").meta.region_name
B.client("datazone").meta.region_name
B.client("datazone", config=C(region_name="eu-central-1")).meta.region_name
B.client("datazone", "us-west-2", config=C(region_name="eu-central-1")).meta.region_name
B.client("datazone", config=None).meta.region_name
B.client("s3x")
B.client("datazone", "us east")
B.client()
B.client("datazone", no_such=1)
without_region(lambda: B.client("datazone"))
without_region(lambda: B.Session().region_name)
without_region(lambda: B.Session(region_name="us-west-1").region_name)
without_region(lambda: B.session.Session().client("datazone"))
B.Session().region_name
B.Session(region_name="eu-west-3").region_name
B.Session(profile_name="data").region_name
B.Session(profile_name="data").profile_name
B.Session().profile_name
B.Session(profile_name="nobody")
B.Session(profile_name="data").client("datazone").meta.region_name
B.Session("AKIDEXAMPLE", "secret", "token", "us-east-2").region_name
B.Session("AKIDEXAMPLE", "secret", "token").get_credentials().access_key
B.Session("AKIDEXAMPLE", "secret", "token").get_credentials().secret_key
B.Session("AKIDEXAMPLE", "secret", "token").get_credentials().token
B.Session("AKIDEXAMPLE", "secret").get_credentials().get_frozen_credentials().secret_key
B.Session("AKIDEXAMPLE", "secret").get_credentials().get_frozen_credentials().token
B.Session("AKIDEXAMPLE", "secret").get_credentials().method
B.Session(profile_name="data").get_credentials().access_key
B.Session(profile_name="empty").get_credentials() is None
B.Session(profile_name="data").get_credentials() is None
sorted(B.Session().available_profiles)
B.session.Session(region_name="us-east-1").client("datazone").meta.region_name
B.Session is B.session.Session
"datazone" in B.Session().get_available_services()
"datazone" in B.Session().get_available_resources()
B.Session().resource("datazone")
B.resource("datazone")
B.Session(no_such=1)
B.Session().no_such
B.setup_default_session(region_name="ap-south-1")
(B.setup_default_session(region_name="ap-south-1"), B.DEFAULT_SESSION.region_name)[1]
(B.setup_default_session(profile_name="data"), B.client("datazone").meta.region_name)[1]
(setattr(B, "DEFAULT_SESSION", None), B.client("datazone"), B.DEFAULT_SESSION is None)[2]
B._get_default_session().region_name
B.set_stream_logger("boto3.resources", 50)
B.set_stream_logger(name="", level=50)
B.set_stream_logger("botocore", level=50, format_string="%(message)s")
c.meta.region_name
c.meta.endpoint_url
c.meta.config.region_name
c.meta.method_to_api_mapping["list_job_runs"]
c.meta.no_such
new(config=C(read_timeout=7)).meta.config.read_timeout
new(config=C(connect_timeout=7)).meta.config.connect_timeout
new(config=C(user_agent_extra="a/1")).meta.config.user_agent_extra
c.can_paginate("list_job_runs")
c.can_paginate("get_domain")
c.waiter_names
c.get_waiter("job_done")
c.get_paginator("get_domain")
c.close()
c.no_such()
c.exceptions.ClientError.__name__
c.exceptions.from_code("ThrottlingException").__name__
c.exceptions.from_code("AccessDeniedException") is c.exceptions.AccessDeniedException
c.exceptions.from_code("NoSuch").__name__
issubclass(c.exceptions.ValidationException, X.ClientError)
c.exceptions.NoSuch
new(config=C()).list_job_runs(**ids)["ResponseMetadata"]["HTTPStatusCode"]
status(retries={"max_attempts": 2})
status(retries={"total_max_attempts": 2, "mode": "standard"})
status(retries={"mode": "adaptive"})
status(retries={"mode": "legacy"})
status(proxies={})
status(max_pool_connections=50)
status(parameter_validation=True)
status(signature_version="v4")
status(tcp_keepalive=True)
status(user_agent="mine/1")
status(user_agent_extra="mine/1")
status(user_agent_appid="reports")
status(s3={"addressing_style": "path"})
status(defaults_mode="standard")
status(inject_host_prefix=False)
status(use_dualstack_endpoint=False)
status(request_checksum_calculation="when_required")
status(response_checksum_validation="when_required")
status(disable_request_compression=True)
status(account_id_endpoint_mode="preferred")
status(connect_timeout=5, read_timeout=5)
C("us-east-1").region_name
C("us-east-1", "v4", "agent").user_agent
C(read_timeout=3).merge(C(connect_timeout=4)).read_timeout
C(read_timeout=3).merge(C(read_timeout=4)).read_timeout
C().connect_timeout
C().retries
sorted(C.OPTION_DEFAULTS)
C(no_such=1)
C("us-east-1", region_name="us-west-2")
pickle.loads(pickle.dumps(C(read_timeout=3))).read_timeout
copy.copy(C(read_timeout=3)).read_timeout
len(c.list_job_runs(**ids)["ResponseMetadata"]["HTTPHeaders"]["x-amzn-requestid"])
c.list_job_runs(**ids)["items"] == pickle.loads(pickle.dumps(c.list_job_runs(**ids)))["items"]
type(copy.deepcopy(c.list_job_runs(**ids))["ResponseMetadata"]["HTTPStatusCode"])
json.loads(json.dumps(c.list_job_runs(**ids), default=str))["items"][0]["runId"]
c.list_job_runs("dzd_1", "job")
c.list_job_runs(domainIdentifier="dzd_1")
c.list_job_runs(**ids, maxResults="many")
c.list_job_runs(**ids, NoSuch=1)
c.list_job_runs(**ids, status="FAILED", sortOrder="ASCENDING", maxResults=3)["items"]
error(other).response["Error"]
error(other).operation_name
type(error(other)).__name__
str(error(other))
isinstance(error(other), X.ClientError)
error(lambda: c.list_job_runs(jobIdentifier="j")).kwargs["report"]
[run["runId"] for p in pages() for run in p["items"]]
[len(p["items"]) for p in pages(PaginationConfig={"PageSize": 9})]
pages(PaginationConfig={"MaxItems": 7}).build_full_result()
[key.expression for key in c.get_paginator("list_job_runs").result_keys]
[key.expression for key in pages().result_keys]
[[run["runId"] for run in each] for each in pages().result_key_iters()]
list(pages().search("items[].status"))
list(pages(PaginationConfig={"MaxItems": 3}).search("items[0].runId"))
pickle.loads(pickle.dumps(X.ClientError({"Error": {"Code": "A", "Message": "b"}}, "Op"))).response
str(X.ClientError({"Error": {"Code": "A", "Message": "b"}}, "Op"))
str(X.ClientError({}, "Op"))
X.ClientError({"Error": {"Code": "A"}}, operation_name="Op").operation_name
X.NoCredentialsError().__class__.__name__
issubclass(X.EndpointConnectionError, X.BotoCoreError)
issubclass(X.ClientError, X.BotoCoreError)
issubclass(X.ReadTimeoutError, OSError)
isinstance(X.EndpointConnectionError(endpoint_url="http://x", error="e"), X.ConnectionError)
X.ProfileNotFound(profile="p").kwargs["profile"]
str(X.ParamValidationError(report="wrong"))
X.ParamValidationError(report="wrong").kwargs
X.WaiterError.__mro__[1].__name__
X.NoSuch
error(new(url="http://127.0.0.1:1", config=C(retries={"max_attempts": 0})).list_job_runs, **ids)
"""

# Uses that dzjobs refuses and boto3 does not, and the words that name the alternative.
REFUSED = """
B.client("datazone", "us-east-1", verify=False) ## verify: .*pass the file of the one to trust
B.client("datazone", "us-east-1", use_ssl=False) ## use_ssl: .*pass endpoint_url
B.Session(botocore_session=botocore.session.Session()) ## pass dzjobs.Client\\(cred
B.client("datazone", config=C(client_cert="a.pem")) ## client_cert: not supported
B.client("datazone", config=C(ignore_configured_endpoint_urls=True)) ## set AWS_IGNORE_CONFIGURED
B.Session(profile_name="data").get_credentials().secret_key ## never leave it; dzjobs.Client signs
B.Session(profile_name="data").get_credentials().get_frozen_credentials() ## never leave it
B.Session().get_available_regions("datazone") ## use boto3 for this
B.Session().get_available_partitions() ## use boto3 for this
B.Session().get_partition_for_region("us-east-1") ## use boto3 for this
B.Session().events ## use boto3 for this
B.Session().resource_factory ## use boto3 for this
c.meta.service_model ## use boto3's client for it
c.meta.events ## use boto3's client for it
c.generate_presigned_url("list_job_runs", Params=ids) ## dzjobs.Listing returns one
c.get_domain ## dzjobs has list_job_runs\\(\\) alone; use boto3's client
c.list_domains ## use boto3's client for other operations
c.list_job_runs(**ids)["ResponseMetadata"]["HTTPHeaders"]["content-type"] ## x-amzn-requestid alone
"""

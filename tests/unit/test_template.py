"""template.yaml held against the code that it deploys."""

import importlib
import json
import re
import tomllib
from pathlib import Path

import pytest

from functions.bucket import keys
from functions.common import metrics
from functions.common.config import Config, load
from functions.deployment import open_from
from functions.jobs.dynamodb import items
from functions.jobs.dynamodb.table import DynamoDbJobTable
from functions.plan import estimate
from local.tools.package import FUNCTIONS as FUNCTIONS_FOLDER
from tests.support.aws.template import ACCOUNT, REGION, Template, allows

FUNCTIONS = ("Transcode", "Api", "Cleanup")
ROOT = Path(__file__).parents[2]
GIVEN_BY_LAMBDA = {"AWS_REGION": REGION}
LEFT_ALONE = {  # what no deployment on AWS has reason to change, or what is for other places
    *("JOIN_TOKEN", "JOIN_S3_ENDPOINT", "JOIN_DATABASE_URL", "JOIN_NATS_URL", "PRIORITIES"),
    "AWS_ENDPOINT_URL_S3",
    "S3_PUBLIC_ENDPOINT",
    *(
        "S3_PUT_ACCESS_KEY",
        "S3_PUT_SECRET_KEY",
        "S3_GET_ACCESS_KEY",
        "S3_GET_SECRET_KEY",
    ),  # S3 refuses what was not signed
    "ALLOWED_ORIGINS",  # page and API are of one origin
    "ALLOWED_HOSTS",  # the gateway answers no other
    "UPLOAD_URL_SECONDS",
    "DOWNLOAD_URL_SECONDS",
    "LEASE_SECONDS",
    "ORPHAN_HOURS",
    "WORK_DIR",
    "FFMPEG",
    "FFPROBE",
    "SANDBOX",
    "FFMPEG_THREADS",  # the processors that it sees are its own
    "PRICES_FILE",
    "WEBHOOK_ALLOWED_NETWORKS",
}


@pytest.fixture(scope="module")
def template() -> Template:
    return Template()


def variables(template: Template) -> set[str]:
    return {name for function in FUNCTIONS for name in template.environment(function)}


def test_every_variable_is_a_field_of_the_configuration_and_every_field_is_given_or_left_alone_for_a_reason(
    template: Template,
) -> None:
    fields = {name.upper() for name in Config.model_fields}

    assert variables(template) <= fields
    assert fields - variables(template) - set(GIVEN_BY_LAMBDA) == LEFT_ALONE


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_environment_of_each_function_is_a_complete_configuration(template: Template, function: str) -> None:
    deployment = open_from(load({**template.environment(function), **GIVEN_BY_LAMBDA}))

    assert isinstance(deployment.table, DynamoDbJobTable)
    assert deployment.config.workers_report is False
    assert (deployment.queue is not None) == (function == "Transcode")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_handler_is_a_function_of_this_package(template: Template, function: str) -> None:
    told = template.properties(function)
    path = _command(FUNCTIONS_FOLDER / "Dockerfile") if told.get("PackageType") == "Image" else told["Handler"]
    module, _, name = path.rpartition(".")

    assert callable(getattr(importlib.import_module(module), name))


def _command(dockerfile: Path) -> str:
    """Give what the image is run with: one word."""
    (line,) = [line for line in dockerfile.read_text().splitlines() if line.startswith("CMD ")]
    (word,) = json.loads(line.removeprefix("CMD "))
    return str(word)


def test_the_table_is_the_one_that_the_code_describes(template: Template) -> None:
    made = template.properties("JobTable")
    described = items.definition(template.value({"Ref": "JobTable"}))
    del described["TableName"]

    assert {name: made[name] for name in described} == described
    assert made["TimeToLiveSpecification"] == {"AttributeName": items.EXPIRY, "Enabled": True}
    assert made["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_the_bucket_tells_the_queue_of_each_object_that_asks_for_work_and_may(template: Template) -> None:
    told = template.properties("SourceBucket")["NotificationConfiguration"]["QueueConfigurations"]
    (statement,) = template.properties("QueuePolicy")["PolicyDocument"]["Statement"]

    prefixes = {rule["Value"] for each in told for rule in each["Filter"]["S3Key"]["Rules"]}
    assert prefixes == {keys.UPLOADS, keys.INBOX, keys.TASKS}
    assert {each["Event"] for each in told} == {"s3:ObjectCreated:*"}
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
    assert {each["Queue"] for each in told} == {statement["Resource"]}


def test_a_source_bucket_that_has_a_name_is_the_only_one_that_may_tell_the_queue() -> None:
    (statement,) = Template(SourceBucketName="films").properties("QueuePolicy")["PolicyDocument"]["Statement"]

    assert statement["Condition"]["ArnLike"] == {"aws:SourceArn": "arn:aws:s3:::films"}


# ---------------------------------------------------------------- deployed again


KEPT = {"SourceBucket", "ProxyBucket", "PageBucket", "JobTable", "Users"}
NAMES_OF_THE_KEPT = {
    **dict.fromkeys(("SourceBucket", "ProxyBucket", "PageBucket"), "BucketName"),
    "JobTable": "TableName",
}


def test_what_is_kept_is_taken_back_with_a_first_deployment_that_fails(template: Template) -> None:
    policies = {name: told.get("DeletionPolicy") for name, told in template.raw["Resources"].items()}

    assert {name for name, policy in policies.items() if policy} == KEPT
    assert {policies[name] for name in KEPT} == {"RetainExceptOnCreate"}
    assert all(template.raw["Resources"][name]["UpdateReplacePolicy"] == "Retain" for name in KEPT)
    assert template.properties("JobTable")["DeletionProtectionEnabled"] is False
    assert template.properties("Users")["DeletionProtection"] == "INACTIVE"


@pytest.mark.parametrize("resource", NAMES_OF_THE_KEPT)
def test_what_is_kept_has_no_name_that_the_next_stack_would_want_unless_it_is_given_one(
    template: Template, resource: str
) -> None:
    name = NAMES_OF_THE_KEPT[resource]
    named = Template(**{f"{resource}Name": "a-name-of-ones-own"})

    assert template.properties(resource)[name] is None
    assert named.properties(resource)[name] == "a-name-of-ones-own"
    assert named.value({"Ref": resource}) == "a-name-of-ones-own"


def test_what_is_kept_can_be_protected_once_it_stands() -> None:
    protected = Template(DeletionProtection="true")

    assert protected.properties("JobTable")["DeletionProtectionEnabled"] is True
    assert protected.properties("Users")["DeletionProtection"] == "ACTIVE"


@pytest.mark.parametrize(
    ("name", "taken"),
    [("vts", True), ("films-2", True), ("aws-films", False), ("my-amazon", False), ("cognito", False), ("Vts", False)],
)
def test_a_name_that_cognito_would_refuse_is_refused_at_once(template: Template, name: str, *, taken: bool) -> None:
    assert bool(re.fullmatch(template.raw["Parameters"]["Name"]["AllowedPattern"], name)) is taken


def test_a_new_account_may_have_what_is_asked_for_by_default(template: Template) -> None:
    assert template.properties("Transcode")["MemorySize"] <= 3008
    assert (
        template.properties("Transcode")["Events"]["Objects"]["Properties"]["ScalingConfig"]["MaximumConcurrency"] < 10
    )


# ---------------------------------------------------------------- what is bounded, and what is told


def test_the_api_takes_as_many_calls_at_once_as_it_is_told() -> None:
    told = Template(RequestsPerSecond=7, RequestsBurst=300).properties("Stage")["DefaultRouteSettings"]

    assert told == {"ThrottlingRateLimit": 7, "ThrottlingBurstLimit": 300}


def test_the_first_user_is_invited_by_mail() -> None:
    told = Template(AdminEmail="zoe@example.org")

    assert told.raw["Resources"]["Admin"]["Condition"] == "Invited"
    assert told.properties("Admin")["DesiredDeliveryMediums"] == ["EMAIL"]
    assert {"Name": "email", "Value": "zoe@example.org"} in told.properties("Admin")["UserAttributes"]


def test_only_the_function_that_tasks_call_again_may_cause_its_own_calls(template: Template) -> None:
    assert {name: template.properties(name)["RecursiveLoop"] for name in FUNCTIONS} == {
        "Transcode": "Allow",
        "Api": "Terminate",
        "Cleanup": "Terminate",
    }


def test_no_snapshot_of_an_older_version_is_left_to_be_paid_for(template: Template) -> None:
    assert template.properties("Api")["VersionDeletionPolicy"] == "Delete"
    assert Template(SnapStart="None").properties("Api")["SnapStart"] == {"ApplyOn": "None"}


def test_what_is_parted_can_be_taken_back(template: Template) -> None:
    proxies = template.value({"Fn::Sub": "${ProxyBucket.Arn}/proxies/a/1/proxy.mp4"})

    assert allows(template.granted("TranscodeRole"), "s3:AbortMultipartUpload", proxies)


def test_alarms_tell_of_throttles_of_foreign_events_and_of_costs(template: Template) -> None:
    alarms = [template.properties(name) for name in template.named("AWS::CloudWatch::Alarm")]
    watched = {(each["Namespace"], each["MetricName"], str(each.get("Dimensions"))) for each in alarms}
    budget = Template(MonthlyBudget=50, AlarmEmail="zoe@example.org").properties("Budget")

    for function in ("Transcode", "Api"):
        assert ("AWS/Lambda", "Throttles", str([{"Name": "FunctionName", "Value": f"<{function}>"}])) in watched
    assert (metrics.PREFIX, "events_foreign", "None") in watched
    assert "events_foreign" in metrics.HELP
    assert all(each["AlarmActions"] == ["<Alarms>"] for each in alarms)
    assert budget["Budget"]["BudgetLimit"] == {"Amount": 50, "Unit": "USD"}
    mailed = {each["Address"] for told in budget["NotificationsWithSubscribers"] for each in told["Subscribers"]}
    assert mailed == {"zoe@example.org"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_traces_go_where_the_deployment_says(template: Template, function: str) -> None:
    told = Template(TracesEndpoint="https://otlp.example.org/v1")

    assert load({**template.environment(function), **GIVEN_BY_LAMBDA}).traces_endpoint is None
    assert load({**told.environment(function), **GIVEN_BY_LAMBDA}).traces_endpoint == "https://otlp.example.org/v1"


def test_the_alarms_cost_what_their_parameter_says(template: Template) -> None:
    said = template.raw["Parameters"]["AlarmEmail"]["Description"]

    assert f"{len(template.named('AWS::CloudWatch::Alarm')) / 10:.2f} in all" in said


@pytest.mark.parametrize("seconds", [300, 600, 900])
def test_a_message_stays_hidden_for_six_times_as_long_as_the_function_may_take(seconds: int) -> None:
    template = Template(TranscodeTimeout=seconds)

    assert seconds in template.raw["Parameters"]["TranscodeTimeout"]["AllowedValues"]
    assert int(template.properties("Queue")["VisibilityTimeout"]) >= 6 * seconds


def test_films_are_worked_on_one_by_one_and_failures_told_one_by_one(template: Template) -> None:
    source = template.properties("Transcode")["Events"]["Objects"]["Properties"]

    assert source["BatchSize"] == 1
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["ScalingConfig"]["MaximumConcurrency"] >= 2
    assert template.properties("Queue")["RedrivePolicy"]["maxReceiveCount"] >= 5


@pytest.mark.parametrize("role", ["TranscodeRole", "ApiRole", "CleanupRole"])
def test_no_role_may_do_anything_to_everything(template: Template, role: str) -> None:
    for action, resource in template.granted(role):
        assert "*" not in action
        assert resource.startswith("arn:aws:"), resource
        assert resource.split(":", 5)[-1].strip("*/")


@pytest.mark.parametrize("role", ["TranscodeRole", "ApiRole"])
def test_who_talks_to_the_outside_may_not_delete_what_others_sent(template: Template, role: str) -> None:
    may = template.granted(role)

    assert not allows(may, "s3:PutObject", "arn:aws:s3:::vts-sourcebucket-1a2b3c/inbox/a.mp4")
    assert not allows(may, "s3:DeleteObject", "arn:aws:s3:::vts-pagebucket-1a2b3c/index.html")


@pytest.mark.parametrize("bucket", ["Source", "Proxy", "Page"])
def test_buckets_are_private_and_reached_by_tls_alone(template: Template, bucket: str) -> None:
    made = template.properties(f"{bucket}Bucket")
    statements = template.properties(f"{bucket}BucketPolicy")["PolicyDocument"]["Statement"]

    assert set(made["PublicAccessBlockConfiguration"].values()) == {True}
    (denied,) = [each for each in statements if each["Sid"] == "EncryptedOnTheWay"]
    assert (denied["Effect"], denied["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    assert (denied["Action"], denied["Principal"]) == ("s3:*", "*")
    assert len(denied["Resource"]) == 2
    assert "AbortIncompleteMultipartUpload" in str(made["LifecycleConfiguration"])


def test_a_deployment_needs_no_other_rights_than_those_that_sam_deploy_asks_for_by_default(template: Template) -> None:
    """A role with a name of ours needs CAPABILITY_NAMED_IAM, which nobody is asked for."""
    made = {name: told.get("Properties", {}) for name, told in template.raw["Resources"].items()}
    roles = template.named("AWS::IAM::Role")
    told = tomllib.loads((ROOT / "samconfig.toml").read_text())["default"]

    assert {told["Type"] for told in template.raw["Resources"].values() if "::IAM::" in told["Type"]} == {
        "AWS::IAM::Role"
    }
    assert not any("RoleName" in made[name] for name in roles)
    assert told["deploy"]["parameters"]["capabilities"] == "CAPABILITY_IAM"
    assert told["deploy"]["parameters"]["confirm_changeset"] is False  # or Enter would mean no
    assert told["global"]["parameters"]["stack_name"] == "vts"  # as `./vts publish-page` calls it


def test_no_put_where_uploads_go_copies_another_object(template: Template) -> None:
    statements = template.properties("SourceBucketPolicy")["PolicyDocument"]["Statement"]

    (denied,) = [each for each in statements if each["Sid"] == "NothingIsCopied"]

    assert (denied["Effect"], denied["Principal"], denied["Action"]) == ("Deny", "*", "s3:PutObject")
    assert denied["Resource"].endswith("/uploads/*")
    assert denied["Condition"] == {"Null": {"s3:x-amz-copy-source": "false"}}


WITH_TAGS = (
    *("S3::Bucket", "SQS::Queue", "DynamoDB::Table", "Logs::LogGroup", "IAM::Role", "SNS::Topic"),
    *("ApiGatewayV2::Api", "CloudFront::Distribution", "Cognito::UserPool"),
)


@pytest.mark.parametrize("kind", WITH_TAGS)
def test_what_is_paid_for_says_whose_it_is(template: Template, kind: str) -> None:
    for name in template.named(f"AWS::{kind}"):
        made = template.properties(name)
        tags = made.get("UserPoolTags") or made["Tags"]
        told = tags if isinstance(tags, dict) else {each["Key"]: each["Value"] for each in tags}
        assert told == {"project": "vts", "part": "vts"}, name


def test_the_page_may_reach_the_buckets_and_read_etags(template: Template) -> None:
    (rule,) = template.properties("SourceBucket")["CorsConfiguration"]["CorsRules"]

    assert rule["AllowedOrigins"] == ["https://<Distribution.DomainName>"]
    assert set(rule["AllowedMethods"]) == {"GET", "HEAD", "PUT"}
    assert rule["ExposedHeaders"] == ["ETag"]


def test_every_route_but_the_way_to_sign_in_is_closed(template: Template) -> None:
    routes = {
        template.properties(name)["RouteKey"]: template.properties(name)
        for name in template.named("AWS::ApiGatewayV2::Route")
    }

    open_ones = {key for key, route in routes.items() if route["AuthorizationType"] != "JWT"}
    assert open_ones == {"GET /sign-in/"}
    assert routes["$default"]["AuthorizerId"] == "<SignedIn>"


def test_an_issuer_of_ones_own_takes_the_place_of_the_user_pool() -> None:
    own = Template(OidcIssuer="https://login.example.org", OidcClientId="page", OidcAudience="films")

    assert own.properties("SignedIn")["JwtConfiguration"] == {
        "Issuer": "https://login.example.org",
        "Audience": ["films"],
    }
    told = own.environment("Api")
    assert (told["OIDC_ISSUER"], told["OIDC_CLIENT_ID"]) == ("https://login.example.org", "page")
    assert own.raw["Resources"]["Users"]["Condition"] == "OwnUsers"


def test_each_parameter_has_a_default_and_says_what_it_costs(template: Template) -> None:
    for name, told in template.raw["Parameters"].items():
        assert "Default" in told, name
        assert "cost" in told["Description"].lower(), name


def test_what_the_docs_say_that_a_stack_costs_without_films_is_the_sum_of_what_it_has(template: Template) -> None:
    told = (ROOT / "docs" / "aws.md").read_text().partition("Standing is what")[2].partition("While films are")[0]
    rows = re.findall(r"^\| (.+) \| \*{0,2}([0-9.]+)\*{0,2} \|.*\|$", told, re.MULTILINE)
    said = {what: float(usd) for what, usd in rows}
    prices, turns = estimate.prices("aws"), 730 * 60
    parts = {what: usd for what, usd in said.items() if what != "**in all**"}

    assert sum(parts.values()) == pytest.approx(said["**in all**"])
    assert parts["alarms"] == pytest.approx(len(template.named("AWS::CloudWatch::Alarm")) * 0.10)
    assert parts["dashboard"] == 3 * len(template.named("AWS::CloudWatch::Dashboard"))
    assert parts["listing of the buckets"] == pytest.approx(2 * turns * prices.put, abs=0.01)
    assert parts["job table"] == pytest.approx(turns * (28 * prices.table_read + 4 * prices.table_write), abs=0.01)
    snapshot = template.properties("Api")["MemorySize"] / 1024 * 730 * 3600 * 0.0000015046
    assert parts["API's snapshot"] == pytest.approx(snapshot, abs=0.01)

/* Credentials: values that could end a header are refused, good ones are copied, used for
 * signatures and never printed, and new ones can be set at any time. */
#include "answer.h"

static void refused_credentials(const char *id, const char *secret, const char *token,
                                const char *name) {
  dzjobs_list *list = new_listing();
  char *lent[] = {lend(id), lend(secret), lend(token)};
  CHECK_INT(dzjobs_list_set_credentials(list, lent[0], lent[1], lent[2]), DZJOBS_EINVAL);
  for (int i = 0; i < 3; i++) take_back(lent[i]);
  CHECK_HAS(dzjobs_list_error_text(list), name);
  CHECK(strstr(dzjobs_list_error_text(list), "S3CR3T") == NULL);
  CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_SEND);
  CHECK_TEXT(sent_header(list, "Authorization"), NULL);
  dzjobs_list_free(list);
}

static void credentials(void) {
  refused_credentials("AKID", NULL, NULL, "secret_access_key");
  refused_credentials(NULL, "S3CR3T", NULL, "access_key_id");
  refused_credentials("", "S3CR3T", NULL, "access_key_id");
  refused_credentials("AKID", "", NULL, "secret_access_key");
  refused_credentials("S3CR3T\r\nX-Evil: 1", "S3CR3T", NULL, "access_key_id");
  refused_credentials("AKID", "S3CR3T", "S3CR3T\nX-Evil: 1", "session_token");
  refused_credentials("AK ID", "S3CR3T", NULL, "access_key_id");
  refused_credentials("AKID", "S3CR3T", "S3CR3T\x7F", "session_token");
  refused_credentials(NULL, NULL, "S3CR3T", "session_token");
  for (int with = 0; with < 2; with++) {
    dzjobs_list *list = new_listing();
    char *lent[] = {lend("AKID"), lend("S3CR3T"), lend(with ? "TOK/EN==" : "")};
    CHECK_INT(dzjobs_list_set_credentials(list, lent[0], lent[1], lent[2]), 0);
    for (int i = 0; i < 3; i++) take_back(lent[i]);
    CHECK_INT(next_event(list), DZJOBS_SEND);
    CHECK_TEXT(sent_header(list, "X-Amz-Security-Token"), with ? "TOK/EN==" : NULL);
    CHECK_HAS(sent_header(list, "Authorization"),
              "AWS4-HMAC-SHA256 Credential=AKID/20261123/us-east-1/datazone/aws4_request");
    CHECK_HAS(sent_header(list, "Authorization"),
              with ? "host;x-amz-date;x-amz-security-token," : "host;x-amz-date,");
    dzjobs_list_free(list);
  }
}

/* They expired during the listing: the next request, and a repeated one, are signed with new
 * ones. */
static void replaced(void) {
  dzjobs_list *list = new_listing();
  CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_SEND);
  CHECK_TEXT(sent_header(list, "Authorization"), NULL);
  CHECK_INT(dzjobs_list_set_credentials(list, "AKIDOLD", "S3CR3T", "OLDTOKEN"), 0);
  CHECK_INT(dzjobs_list_next(list, clock_us), DZJOBS_SEND);
  CHECK_HAS(sent_header(list, "Authorization"), "Credential=AKIDOLD/");
  answer_error(list, 403, "ExpiredTokenException", "The security token is expired");
  CHECK_INT(next_event(list), DZJOBS_ESERVICE);
  CHECK_INT(dzjobs_list_set_credentials(list, "AKIDNEW", "S3CR3T2", "NEWTOKEN"), 0);
  CHECK_INT(next_event(list), DZJOBS_SEND);
  CHECK_HAS(sent_header(list, "Authorization"), "Credential=AKIDNEW/");
  CHECK_TEXT(sent_header(list, "X-Amz-Security-Token"), "NEWTOKEN");
  CHECK_INT(dzjobs_list_set_credentials(list, NULL, NULL, NULL), 0);
  CHECK_INT(next_event(list), DZJOBS_SEND);
  CHECK_TEXT(sent_header(list, "Authorization"), NULL);
  CHECK_TEXT(sent_header(list, "X-Amz-Security-Token"), NULL);
  dzjobs_list_free(list);
}

/* The current request stays readable and unchanged while the credentials change. */
static void kept_while_out(void) {
  dzjobs_list *list = new_signed_listing();
  CHECK_INT(next_event(list), DZJOBS_SEND);
  const char *authorization = sent_header(list, "Authorization");
  char before[512];
  snprintf(before, sizeof before, "%s", authorization);
  CHECK_INT(dzjobs_list_set_credentials(list, "AKIDNEW", "S3CR3T2", "NEWTOKEN"), 0);
  CHECK_TEXT(authorization, before);
  CHECK_TEXT(sent_header(list, "Authorization"), before);
  dzjobs_list_free(list);
}

/* The same request for the same second has the same signature, in any listing. */
static void repeatable(void) {
  dzjobs_list *one = new_signed_listing(), *two = new_signed_listing();
  CHECK_INT(dzjobs_list_next(one, clock_us), DZJOBS_SEND);
  CHECK_INT(dzjobs_list_next(two, clock_us), DZJOBS_SEND);
  const char *name, *value, *other;
  for (size_t i = 0; (name = dzjobs_list_request_header(one, i, &value)) != NULL; i++) {
    CHECK_TEXT(dzjobs_list_request_header(two, i, &other), name);
    CHECK_TEXT(other, value);
    for (size_t j = 0; j < i; j++)
      CHECK(strcmp(dzjobs_list_request_header(one, j, NULL), name) != 0);
    CHECK(strpbrk(value, "\r\n") == NULL);
  }
  CHECK_TEXT(dzjobs_list_request_header(one, 0, NULL), "Host");
  CHECK(sent_header(one, "User-Agent") != NULL);
  dzjobs_list_free(one);
  dzjobs_list_free(two);
}

int main(void) {
  credentials();
  replaced();
  kept_while_out();
  repeatable();
  return check_done();
}

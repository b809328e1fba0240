/* All contestants that parse a page, each in the way its manual shows, with the same functions:
 * prepare() is not measured, parse() reads a page and passes every field of every run to a
 * visitor. */
#ifndef CONTESTANTS_H
#define CONTESTANTS_H

#include <cjson/cJSON.h>
#include <dzjobs.h>
#include <jansson.h>
#include <rapidjson/document.h>
#include <simdjson.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

/* A page in memory with room for simdjson's padding, and the place of its token. */
struct Page {
  std::string text;
  size_t size, token;

  explicit Page(std::string_view bytes) : text(bytes), size(bytes.size()) {
    token = text.rfind("nextToken");
    token = text.find('"', text.find(':', token)) + 1;
    text.resize(size + simdjson::SIMDJSON_PADDING);
  }
  /* Writes a token that never occurred, because the listing would report a loop. */
  void renew() {
    static unsigned count;
    char digits[9];
    snprintf(digits, sizeof digits, "%08x", ++count);
    memcpy(&text[token], digits, 8);
  }
};

enum { STRINGS = 8, TIMES = 3 };
static const char *const NAMES[] = {"domainId",  "jobId",     "jobType", "runId",
                                    "runMode",   "status",    "error",   "createdBy",
                                    "createdAt", "startTime", "endTime"};

/* Sums a byte and the length of each string, which other languages need; `sum` keeps the result. */
struct Touch {
  uint64_t sum = 0;
  void text(int, const char *s, size_t n) { sum += s ? (unsigned char)*s + n : 0; }
  void time(int, double seconds) { sum += (uint64_t)seconds; }
  void run() {}
};

/* The whole page as text, to compare the contestants' results. */
struct Tell {
  std::string members[STRINGS + TIMES], all;
  void text(int i, const char *s, size_t n) {
    if (s) members[i] = std::string(s, n);
  }
  void time(int i, double seconds) {
    char digits[32];
    snprintf(digits, sizeof digits, "%.6f", seconds);
    members[i] = digits;
  }
  void run() {
    for (auto &member : members) all += member + "|", member.clear();
    all += "\n";
  }
};

struct Dzjobs {
  static constexpr const char *name = "libdzjobs";
  static const int64_t now = INT64_C(1795428000000000);
  dzjobs_list *list = nullptr;

  Dzjobs() { dzjobs_list_new(&list, "us-east-1", "dzd_1", "job"); }
  ~Dzjobs() { dzjobs_list_free(list); }
  Dzjobs(const Dzjobs &) = delete;
  /* The request is built; another table has that cost. */
  void prepare() { expect(dzjobs_list_next_page(list, now), DZJOBS_SEND); }
  template <typename Visitor> void parse(Page &page, Visitor &visitor) {
    receive(page);
    visit(visitor);
  }
  void receive(Page &page) {
    expect(dzjobs_list_put_response(list, now, 200, page.text.data(), page.size), 0);
    expect(dzjobs_list_next_page(list, now), DZJOBS_PAGE);
  }
  template <typename Visitor> void visit(Visitor &visitor) {
    const dzjobs_run *run;
    for (size_t i = 0; (run = dzjobs_list_page_run(list, i)); i++) show(run, visitor);
  }
  template <typename Visitor> static void show(const dzjobs_run *run, Visitor &visitor) {
    const char *texts[STRINGS];
    size_t lengths[STRINGS];
    int64_t times[TIMES];
    dzjobs_run_read(run, STRINGS, texts, lengths, TIMES, times);
    for (int i = 0; i < STRINGS; i++) visitor.text(i, texts[i], lengths[i]);
    for (int i = 0; i < TIMES; i++) time(visitor, STRINGS + i, times[i]);
    visitor.run();
  }
  template <typename Visitor> static void time(Visitor &visitor, int i, int64_t us) {
    if (us != DZJOBS_NO_TIME) visitor.time(i, (double)us / 1e6);
  }
  void expect(int actual, int expected) {
    if (actual == expected) return;
    fprintf(stderr, "libdzjobs: %d, not %d: %s\n", actual, expected, dzjobs_list_error_text(list));
    exit(1);
  }
};

/* The same, member by member. */
struct Getters : Dzjobs {
  static constexpr const char *name = "libdzjobs, getters";
  template <typename Visitor> void parse(Page &page, Visitor &visitor) {
    const dzjobs_run *run;
    receive(page);
    for (size_t i = 0; (run = dzjobs_list_page_run(list, i)); i++) {
      text(visitor, 0, dzjobs_run_domain_id(run));
      text(visitor, 1, dzjobs_run_job_id(run));
      text(visitor, 2, dzjobs_run_job_type(run));
      text(visitor, 3, dzjobs_run_run_id(run));
      text(visitor, 4, dzjobs_run_run_mode(run));
      text(visitor, 5, dzjobs_run_status(run));
      text(visitor, 6, dzjobs_run_error_message(run));
      text(visitor, 7, dzjobs_run_created_by(run));
      time(visitor, 8, dzjobs_run_created_at_us(run));
      time(visitor, 9, dzjobs_run_start_time_us(run));
      time(visitor, 10, dzjobs_run_end_time_us(run));
      visitor.run();
    }
  }
  template <typename Visitor> static void text(Visitor &visitor, int i, const char *s) {
    visitor.text(i, s, s ? strlen(s) : 0);
  }
};

struct Jansson {
  static constexpr const char *name = "jansson";
  void prepare() {}
  template <typename Visitor> void parse(Page &page, Visitor &visitor) {
    read(page.text.data(), page.size, visitor);
  }
  template <typename Visitor> void read(const char *text, size_t size, Visitor &visitor) {
    json_t *root = json_loadb(text, size, 0, nullptr), *run;
    size_t index;
    json_array_foreach(json_object_get(root, "items"), index, run) {
      for (int i = 0; i < STRINGS; i++) {
        json_t *value = json_object_get(run, NAMES[i]);
        if (i == 6) value = json_object_get(value, "message");
        visitor.text(i, json_string_value(value), json_string_length(value));
      }
      for (int i = STRINGS; i < STRINGS + TIMES; i++) {
        json_t *value = json_object_get(run, NAMES[i]);
        if (json_is_number(value)) visitor.time(i, json_number_value(value));
      }
      visitor.run();
    }
    json_decref(root);
  }
};

struct CJSON {
  static constexpr const char *name = "cJSON";
  void prepare() {}
  template <typename Visitor> void parse(Page &page, Visitor &visitor) {
    cJSON *root = cJSON_ParseWithLength(page.text.data(), page.size), *run;
    cJSON_ArrayForEach(run, cJSON_GetObjectItemCaseSensitive(root, "items")) {
      for (int i = 0; i < STRINGS; i++) {
        cJSON *value = cJSON_GetObjectItemCaseSensitive(run, NAMES[i]);
        if (i == 6) value = cJSON_GetObjectItemCaseSensitive(value, "message");
        const char *text = cJSON_GetStringValue(value);
        visitor.text(i, text, text ? strlen(text) : 0);
      }
      for (int i = STRINGS; i < STRINGS + TIMES; i++) {
        cJSON *value = cJSON_GetObjectItemCaseSensitive(run, NAMES[i]);
        if (cJSON_IsNumber(value)) visitor.time(i, value->valuedouble);
      }
      visitor.run();
    }
    cJSON_Delete(root);
  }
};

struct RapidJSON {
  static constexpr const char *name = "rapidjson";
  void prepare() {}
  template <typename Visitor> void parse(Page &page, Visitor &visitor) {
    rapidjson::Document document;
    document.Parse<rapidjson::kParseValidateEncodingFlag>(page.text.data(), page.size);
    for (auto &run : document["items"].GetArray()) {
      for (int i = 0; i < STRINGS + TIMES; i++) {
        auto member = run.FindMember(NAMES[i]);
        if (member == run.MemberEnd() || member->value.IsNull()) continue;
        auto &value = i == 6 ? member->value["message"] : member->value;
        if (i < STRINGS) visitor.text(i, value.GetString(), value.GetStringLength());
        else visitor.time(i, value.GetDouble());
      }
      visitor.run();
    }
  }
};

struct Simdjson {
  static constexpr const char *name = "simdjson on-demand";
  simdjson::ondemand::parser parser;
  void prepare() {}
  template <typename Visitor> void parse(Page &page, Visitor &visitor) {
    simdjson::padded_string_view view(page.text.data(), page.size, page.text.size());
    simdjson::ondemand::document document = parser.iterate(view);
    for (simdjson::ondemand::object run : document["items"]) {
      for (auto field : run) {
        std::string_view key = field.unescaped_key();
        simdjson::ondemand::value value = field.value();
        int i = 0;
        while (i < STRINGS + TIMES && key != NAMES[i]) i++;
        if (i == STRINGS + TIMES || value.is_null()) continue;
        if (i >= STRINGS) {
          visitor.time(i, value.get_double());
        } else {
          std::string_view text = i == 6 ? value["message"].get_string() : value.get_string();
          visitor.text(i, text.data(), text.size());
        }
      }
      visitor.run();
    }
  }
};

#endif

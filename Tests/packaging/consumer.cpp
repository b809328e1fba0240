// The same in C++, with a listed run.
#include <dzjobs.hpp>

#include <iostream>

int main() {
  dzjobs::listing list("us-east-1", {"dzd_1234", "job5678"});
  const auto now = dzjobs::now();
  if (list.next(now) != dzjobs::event::send) return 1;
  list.put_response(now, 200, R"({"items":[{"runId":"run of this version"}]})");
  if (list.next(now) != dzjobs::event::run) return 2;
  std::cout << list.run().run_id().value() << '\n';
  return list.next(now) == dzjobs::event::done ? 0 : 3;
}

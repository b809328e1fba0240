// The settings of a C++ client that knows its service, and nothing of the environment it runs in.
#ifndef SETTINGS_HPP
#define SETTINGS_HPP

#include <dzjobs.hpp>

inline dzjobs::client_settings settings() {
  dzjobs::client_settings settings;
  settings.region.emplace("us-east-1"); // GCC 12 is wrong about what it thinks of `=` at -O1
  settings.credentials = {{"AKIDCONSUMER", "secretCONSUMER"}};
  settings.proxy.emplace();
  return settings;
}

// The service is a function of the test, which is given each request, asked for when it is needed.
template <class Send> dzjobs::client_settings over(Send send) {
  auto over = settings();
  over.transport = std::move(send);
  over.read_ahead = false;
  return over;
}

#endif

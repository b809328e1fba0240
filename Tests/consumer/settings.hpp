// The settings of a C++ client with the service's endpoint and without settings of the environment.
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

// The service is a function of the test, which gets each request when the client sends it.
template <class Send> dzjobs::client_settings over(Send send) {
  auto over = settings();
  over.transport = std::move(send);
  over.read_ahead = false;
  return over;
}

#endif

/* The command starts by the oldest __libc_start_main(), which every glibc has. The start files of
 * glibc 2.34 and later call a newer one, and Debian 11 and RHEL 8 would refuse the command for it.
 * The linker replaces the call: --wrap in packaging/command.mk. */
#include <features.h>

typedef int main_function(int, char **, char **);
typedef int start_function(main_function *, int, char **, void (*)(void), void (*)(void),
                           void (*)(void), void *);

start_function __wrap___libc_start_main, __real___libc_start_main, oldest_start;

#if defined(__GLIBC__) && defined(__x86_64__)
__asm__(".symver oldest_start,__libc_start_main@GLIBC_2.2.5");
#elif defined(__GLIBC__) && defined(__aarch64__)
__asm__(".symver oldest_start,__libc_start_main@GLIBC_2.17");
#else
#define oldest_start __real___libc_start_main
#endif

int __wrap___libc_start_main(main_function *main, int count, char **arguments, void (*init)(void),
                             void (*fini)(void), void (*end)(void), void *stack) {
  return oldest_start(main, count, arguments, init, fini, end, stack);
}

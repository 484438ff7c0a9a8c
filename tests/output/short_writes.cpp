// Linked with --wrap=write: the kernel never takes more than half of what it is given.
#include <unistd.h>

extern "C" {
ssize_t __real_write(int fd, const void* bytes, size_t count);

ssize_t __wrap_write(int fd, const void* bytes, size_t count) {
  return __real_write(fd, bytes, count > 1 ? (count + 1) / 2 : count);
}
}

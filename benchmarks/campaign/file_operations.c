/* Counts the operations of a process that change files below one directory, and ends it at one.

   Preloaded into a process (LD_PRELOAD) it stands in front of the C library's calls, so what
   TensorFlow writes from C++ is seen as well as what Python writes. Armed with a number and a mode
   it kills the process with SIGKILL before, in the middle of, or after the operation of that
   number; or lets the disk be full from that operation on. It changes no file by itself.

   Armed by campaign_arm, or at the start of the process by CAMPAIGN_ARM="NUMBER MODE LOG PREFIX".
   A line for each operation goes to the descriptor LOG: its number, its kind, its path. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum mode { GO_ON, BEFORE, MIDDLE, AFTER, FULL };

static char prefix[PATH_MAX];
static size_t prefix_length;
static long target;
static enum mode wanted;
static int log_descriptor = -1;
static atomic_long counted;

void campaign_arm(const char *directory, long number, int mode, int log) {
  snprintf(prefix, sizeof prefix, "%s", directory);
  prefix_length = strlen(prefix);
  target = number;
  wanted = mode;
  log_descriptor = log;
  atomic_store(&counted, 0);
}

__attribute__((constructor)) static void arm_at_start(void) {
  const char *order = getenv("CAMPAIGN_ARM");
  long number;
  int mode, log, used = 0;
  if (order != NULL && sscanf(order, "%ld %d %d %n", &number, &mode, &log, &used) == 3)
    campaign_arm(order + used, number, mode, log);
}

static int below(const char *path) {
  return prefix_length > 0 && strncmp(path, prefix, prefix_length) == 0 &&
         (path[prefix_length] == '/' || path[prefix_length] == '\0');
}

static int path_of(int descriptor, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  path[length > 0 ? length : 0] = '\0';
  return length > 0;
}

static int path_at(int directory, const char *name, char *path) {
  char base[PATH_MAX] = "";
  int open_directory, used = 0;
  /* A directory that the program holds open, by which TensorFlow is told of it. */
  if (sscanf(name, "/proc/self/fd/%d%n", &open_directory, &used) == 1 && name[used] == '/')
    return path_of(open_directory, base) &&
           snprintf(path, PATH_MAX, "%s%s", base, name + used) < PATH_MAX;
  if (name[0] == '/') {
    snprintf(path, PATH_MAX, "%s", name);
    return 1;
  }
  if (directory == AT_FDCWD ? getcwd(base, sizeof base) == NULL : !path_of(directory, base))
    return 0;
  return snprintf(path, PATH_MAX, "%s/%s", base, name) < PATH_MAX;
}

static void end_here(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/* Returns what is to be done at this operation, once it is counted. */
static enum mode reach(const char *kind, const char *path) {
  long number = atomic_fetch_add(&counted, 1) + 1;
  if (log_descriptor >= 0) {
    char line[PATH_MAX + 64];
    int length = snprintf(line, sizeof line, "%ld %s %s\n", number, kind, path + prefix_length);
    syscall(SYS_write, log_descriptor, line, length);
  }
  if (wanted == FULL) return number >= target ? FULL : GO_ON;
  if (number != target) return GO_ON;
  if (wanted == BEFORE) end_here();
  return wanted;
}

static enum mode reach_at(const char *kind, int directory, const char *name) {
  char path[PATH_MAX];
  int saved = errno;
  enum mode found = GO_ON;
  if (prefix_length > 0 && path_at(directory, name, path) && below(path)) found = reach(kind, path);
  errno = saved;
  return found;
}

static enum mode reach_open(const char *kind, int descriptor) {
  char path[PATH_MAX];
  int saved = errno;
  enum mode found = GO_ON;
  if (prefix_length > 0 && path_of(descriptor, path) && below(path)) found = reach(kind, path);
  errno = saved;
  return found;
}

#define REAL(name) static __typeof__(&name) real; \
  if (real == NULL) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define NO_SPACE(failed) do { errno = ENOSPC; return failed; } while (0)

/* An operation that is done or not, and cannot be half done; a full disk lets it pass. */
#define WHOLE(name, kind, directory, path, arguments)     \
  REAL(name);                                             \
  enum mode found = reach_at(kind, directory, path);      \
  if (found == MIDDLE) end_here();                        \
  int done = real arguments;                              \
  if (found == AFTER) end_here();                         \
  return done

#define OPEN(name, directory, arguments)                                                  \
  REAL(name);                                                                             \
  mode_t mode = 0;                                                                        \
  if (flags & (O_CREAT | O_TMPFILE)) {                                                    \
    va_list rest;                                                                         \
    va_start(rest, flags);                                                                \
    mode = va_arg(rest, mode_t);                                                          \
    va_end(rest);                                                                         \
  }                                                                                       \
  enum mode found = flags & (O_CREAT | O_TRUNC) ? reach_at("open", directory, path) : GO_ON; \
  if (found == MIDDLE) end_here();                                                        \
  if (found == FULL && flags & O_CREAT && faccessat(directory, path, F_OK, 0) != 0)       \
    NO_SPACE(-1);                                                                         \
  int done = real arguments;                                                              \
  if (found == AFTER) end_here();                                                         \
  return done

int open(const char *path, int flags, ...) { OPEN(open, AT_FDCWD, (path, flags, mode)); }
int open64(const char *path, int flags, ...) { OPEN(open64, AT_FDCWD, (path, flags, mode)); }
int openat(int directory, const char *path, int flags, ...) {
  OPEN(openat, directory, (directory, path, flags, mode));
}
int openat64(int directory, const char *path, int flags, ...) {
  OPEN(openat64, directory, (directory, path, flags, mode));
}
int creat(const char *path, mode_t mode) { return open(path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

#define STREAM(name)                                                                      \
  REAL(name);                                                                             \
  enum mode found = strpbrk(how, "wa") != NULL ? reach_at("open", AT_FDCWD, path) : GO_ON; \
  if (found == MIDDLE) end_here();                                                        \
  if (found == FULL && access(path, F_OK) != 0) NO_SPACE(NULL);                           \
  FILE *done = real(path, how);                                                           \
  if (found == AFTER) end_here();                                                         \
  return done

FILE *fopen(const char *path, const char *how) { STREAM(fopen); }
FILE *fopen64(const char *path, const char *how) { STREAM(fopen64); }

#define WRITE(name, half, arguments)                      \
  REAL(name);                                             \
  enum mode found = reach_open("write", descriptor);      \
  if (found == FULL) NO_SPACE(-1);                        \
  if (found == MIDDLE) { real half; end_here(); }         \
  ssize_t done = real arguments;                          \
  if (found == AFTER) end_here();                         \
  return done

ssize_t write(int descriptor, const void *bytes, size_t size) {
  WRITE(write, (descriptor, bytes, size / 2), (descriptor, bytes, size));
}
ssize_t pwrite(int descriptor, const void *bytes, size_t size, off_t place) {
  WRITE(pwrite, (descriptor, bytes, size / 2, place), (descriptor, bytes, size, place));
}
ssize_t pwrite64(int descriptor, const void *bytes, size_t size, off64_t place) {
  WRITE(pwrite64, (descriptor, bytes, size / 2, place), (descriptor, bytes, size, place));
}
ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  WRITE(writev, (descriptor, parts, count / 2), (descriptor, parts, count));
}
ssize_t sendfile(int descriptor, int from, off_t *place, size_t size) {
  WRITE(sendfile, (descriptor, from, place, size / 2), (descriptor, from, place, size));
}
ssize_t sendfile64(int descriptor, int from, off64_t *place, size_t size) {
  WRITE(sendfile64, (descriptor, from, place, size / 2), (descriptor, from, place, size));
}
ssize_t copy_file_range(int from, off64_t *from_place, int descriptor, off64_t *place,
                        size_t size, unsigned flags) {
  WRITE(copy_file_range, (from, from_place, descriptor, place, size / 2, flags),
        (from, from_place, descriptor, place, size, flags));
}

/* What a stream has not written yet is half written: all of it, cut back by half. */
static void half_flushed(FILE *stream, __typeof__(&fflush) flush) {
  struct stat before, after;
  int descriptor = fileno(stream);
  fstat(descriptor, &before);
  flush(stream);
  fstat(descriptor, &after);
  if (after.st_size > before.st_size)
    syscall(SYS_ftruncate, descriptor, before.st_size + (after.st_size - before.st_size) / 2);
  end_here();
}

#define FLUSHED(name)                                                              \
  REAL(name);                                                                              \
  enum mode found = stream != NULL ? reach_open(#name, fileno(stream)) : GO_ON;            \
  if (found == FULL && __fpending(stream) > 0) {                                           \
    __fpurge(stream);                                                                      \
    real(stream);                                                                          \
    NO_SPACE(EOF);                                                                         \
  }                                                                                        \
  if (found == MIDDLE) half_flushed(stream, (__typeof__(&fflush))dlsym(RTLD_NEXT, "fflush")); \
  int done = real(stream);                                                                 \
  if (found == AFTER) end_here();                                                          \
  return done

int fflush(FILE *stream) { FLUSHED(fflush); }
int fclose(FILE *stream) { FLUSHED(fclose); }

size_t fwrite(const void *bytes, size_t size, size_t count, FILE *stream) {
  REAL(fwrite);
  enum mode found = reach_open("fwrite", fileno(stream));
  if (found == FULL) NO_SPACE(0);
  size_t done = real(bytes, size, found == MIDDLE ? count / 2 : count, stream);
  if (found == MIDDLE) {
    fflush(stream);
    end_here();
  }
  if (found == AFTER) end_here();
  return done;
}

int rename(const char *from, const char *to) {
  WHOLE(rename, "rename", AT_FDCWD, to, (from, to));
}
int renameat(int from_directory, const char *from, int directory, const char *to) {
  WHOLE(renameat, "rename", directory, to, (from_directory, from, directory, to));
}
int renameat2(int from_directory, const char *from, int directory, const char *to, unsigned flags) {
  WHOLE(renameat2, "rename", directory, to, (from_directory, from, directory, to, flags));
}
int unlink(const char *path) { WHOLE(unlink, "unlink", AT_FDCWD, path, (path)); }
int unlinkat(int directory, const char *path, int flags) {
  WHOLE(unlinkat, "unlink", directory, path, (directory, path, flags));
}
int remove(const char *path) { WHOLE(remove, "unlink", AT_FDCWD, path, (path)); }
int rmdir(const char *path) { WHOLE(rmdir, "rmdir", AT_FDCWD, path, (path)); }
int link(const char *from, const char *to) { WHOLE(link, "link", AT_FDCWD, to, (from, to)); }
int symlink(const char *from, const char *to) {
  WHOLE(symlink, "link", AT_FDCWD, to, (from, to));
}
int truncate(const char *path, off_t size) {
  WHOLE(truncate, "truncate", AT_FDCWD, path, (path, size));
}

#define MAKE(name, directory, arguments)                     \
  REAL(name);                                                \
  enum mode found = reach_at("mkdir", directory, path);      \
  if (found == MIDDLE) end_here();                           \
  if (found == FULL && faccessat(directory, path, F_OK, 0) != 0) NO_SPACE(-1); \
  int done = real arguments;                                 \
  if (found == AFTER) end_here();                            \
  return done

int mkdir(const char *path, mode_t mode) { MAKE(mkdir, AT_FDCWD, (path, mode)); }
int mkdirat(int directory, const char *path, mode_t mode) {
  MAKE(mkdirat, directory, (directory, path, mode));
}

#define SETTLE(name, kind, arguments)                    \
  REAL(name);                                            \
  enum mode found = reach_open(kind, descriptor);        \
  if (found == MIDDLE) end_here();                       \
  int done = real arguments;                             \
  if (found == AFTER) end_here();                        \
  return done

int ftruncate(int descriptor, off_t size) {
  SETTLE(ftruncate, "truncate", (descriptor, size));
}
int ftruncate64(int descriptor, off64_t size) {
  SETTLE(ftruncate64, "truncate", (descriptor, size));
}
int fsync(int descriptor) { SETTLE(fsync, "sync", (descriptor)); }
int fdatasync(int descriptor) { SETTLE(fdatasync, "sync", (descriptor)); }

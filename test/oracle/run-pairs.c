// run-pairs ROOT SECONDS [EMULATOR WORDS…] < LIST
// Enters ROOT by chroot, then starts each program of LIST (one path a line, as the board sees it) by execve,
// with the emulator's words before it. Prints one line a program:
//   PATH <tab> exec ERRNO | exit CODE | signal NUMBER | timeout <tab> MS <tab> STDOUT <tab> STDERR
// Output is hex, cut at 2000 bytes. Static, so that it runs inside of any root.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST 2000

struct stream {
  int fd;
  size_t length;
  unsigned char bytes[MOST];
};

static long now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000L + t.tv_nsec / 1000000L;
}

static void take(struct stream *s) {
  unsigned char buffer[4096];
  ssize_t n = read(s->fd, buffer, sizeof buffer);
  if (n <= 0) {
    if (n < 0 && errno == EINTR) return;
    close(s->fd);
    s->fd = -1;
    return;
  }
  for (ssize_t i = 0; i < n && s->length < MOST; i++) s->bytes[s->length++] = buffer[i];
}

static void print_hex(const struct stream *s) {
  putchar('\t');
  for (size_t i = 0; i < s->length; i++) printf("%02x", s->bytes[i]);
}

static void start(char *const *words, int out, int err, int fault) {
  struct rlimit none = {0, 0};
  setpgid(0, 0);
  setrlimit(RLIMIT_CORE, &none);
  int null = open("/dev/null", O_RDONLY);
  if (null >= 0) dup2(null, 0);
  dup2(out, 1);
  dup2(err, 2);
  char cpu[256] = "UNUSED=";
  if (getenv("QEMU_CPU")) snprintf(cpu, sizeof cpu, "QEMU_CPU=%s", getenv("QEMU_CPU"));
  char *const environment[] = {"PATH=/usr/bin:/bin", "HOME=/root", "LC_ALL=C", cpu, NULL};
  execve(words[0], words, environment);
  int reason = errno;
  if (write(fault, &reason, sizeof reason) < 0) _exit(125);
  _exit(124);
}

// A script is the kernel's to start, which then starts the program that its first line names.
static int is_script(const char *path) {
  char head[2] = {0};
  int fd = open(path, O_RDONLY);
  if (fd < 0) return 0;
  ssize_t n = read(fd, head, 2);
  close(fd);
  return n == 2 && head[0] == '#' && head[1] == '!';
}

static void run(char *path, char **before, int count, long limit) {
  char *words[32] = {0};
  if (is_script(path)) count = 0;
  for (int i = 0; i < count; i++) words[i] = before[i];
  words[count] = path;
  int out[2], err[2], fault[2];
  if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC) || pipe2(fault, O_CLOEXEC)) exit(3);
  long began = now_ms();
  pid_t pid = fork();
  if (pid == 0) start(words, out[1], err[1], fault[1]);
  close(out[1]);
  close(err[1]);
  close(fault[1]);
  struct stream streams[2] = {{.fd = out[0]}, {.fd = err[0]}};
  int late = 0, status = 0, ended = 0;
  while (!ended || streams[0].fd >= 0 || streams[1].fd >= 0) {
    struct pollfd polls[2] = {{streams[0].fd, POLLIN, 0}, {streams[1].fd, POLLIN, 0}};
    int ready = poll(polls, 2, ended ? 200 : 20);
    if (ready > 0)
      for (int i = 0; i < 2; i++)
        if (streams[i].fd >= 0 && polls[i].revents) take(&streams[i]);
    if (!ended && waitpid(pid, &status, WNOHANG) == pid) ended = 1;
    else if (ended && ready == 0) break;
    if (!ended && !late && now_ms() - began > limit) {
      late = 1;
      kill(-pid, SIGKILL);
    }
  }
  kill(-pid, SIGKILL);
  int reason = 0;
  long ms = now_ms() - began;
  printf("%s\t", path);
  if (read(fault[0], &reason, sizeof reason) == sizeof reason) printf("exec %d", reason);
  else if (late) printf("timeout");
  else if (WIFSIGNALED(status)) printf("signal %d", WTERMSIG(status));
  else printf("exit %d", WEXITSTATUS(status));
  printf("\t%ld", ms);
  print_hex(&streams[0]);
  print_hex(&streams[1]);
  putchar('\n');
  fflush(stdout);
  for (int i = 0; i < 2; i++)
    if (streams[i].fd >= 0) close(streams[i].fd);
  close(fault[0]);
}

int main(int count, char **words) {
  if (count < 3) return 2;
  if (chroot(words[1]) || chdir("/")) {
    perror("run-pairs: chroot");
    return 3;
  }
  char line[4096];
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    if (*line) run(line, words + 3, count - 3, atol(words[2]) * 1000);
  }
  return 0;
}

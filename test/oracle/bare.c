// No C library: a start, two system calls. BODY is one instruction or more of the CPU level that is tried.
#ifndef BODY
#define BODY ""
#endif

static const char line[] = "oracle: started\n";

#if defined(__arm__)
static long call(long n, long a, long b, long c) {
  register long r7 __asm__("r7") = n;
  register long r0 __asm__("r0") = a;
  register long r1 __asm__("r1") = b;
  register long r2 __asm__("r2") = c;
  __asm__ volatile("svc 0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2) : "memory");
  return r0;
}
enum { WRITE = 4, EXIT = 1 };
#elif defined(__aarch64__)
static long call(long n, long a, long b, long c) {
  register long x8 __asm__("x8") = n;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
  return x0;
}
enum { WRITE = 64, EXIT = 93 };
#elif defined(__riscv)
static long call(long n, long a, long b, long c) {
  register long a7 __asm__("a7") = n;
  register long a0 __asm__("a0") = a;
  register long a1 __asm__("a1") = b;
  register long a2 __asm__("a2") = c;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2) : "memory");
  return a0;
}
enum { WRITE = 64, EXIT = 93 };
#elif defined(__x86_64__)
static long call(long n, long a, long b, long c) {
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(n), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
  return result;
}
enum { WRITE = 1, EXIT = 60 };
#elif defined(__i386__)
static long call(long n, long a, long b, long c) {
  long result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(n), "b"(a), "c"(b), "d"(c) : "memory");
  return result;
}
enum { WRITE = 4, EXIT = 1 };
#elif defined(__mips__)
static long call(long n, long a, long b, long c) {
  register long v0 __asm__("$2") = n;
  register long a0 __asm__("$4") = a;
  register long a1 __asm__("$5") = b;
  register long a2 __asm__("$6") = c;
  __asm__ volatile("syscall" : "+r"(v0) : "r"(a0), "r"(a1), "r"(a2)
                   : "$1", "$3", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$24", "$25", "memory");
  return v0;
}
enum { WRITE = 4004, EXIT = 4001 };
#elif defined(__powerpc__)
static long call(long n, long a, long b, long c) {
  register long r0 __asm__("r0") = n;
  register long r3 __asm__("r3") = a;
  register long r4 __asm__("r4") = b;
  register long r5 __asm__("r5") = c;
  __asm__ volatile("sc" : "+r"(r3), "+r"(r0), "+r"(r4), "+r"(r5)
                   : : "r6", "r7", "r8", "r9", "r10", "r11", "r12", "cr0", "memory");
  return r3;
}
enum { WRITE = 4, EXIT = 1 };
#elif defined(__s390x__)
static long call(long n, long a, long b, long c) {
  register long r1 __asm__("r1") = n;
  register long r2 __asm__("r2") = a;
  register long r3 __asm__("r3") = b;
  register long r4 __asm__("r4") = c;
  __asm__ volatile("svc 0" : "+d"(r2) : "d"(r1), "d"(r3), "d"(r4) : "memory");
  return r2;
}
enum { WRITE = 4, EXIT = 1 };
#endif

__attribute__((used, noinline)) static void body(void) { __asm__ volatile(BODY ::: "memory"); }

__attribute__((used, noreturn)) void begin(void) {
  body();
  call(WRITE, 1, (long)line, sizeof line - 1);
  call(EXIT, 0, 0, 0);
  for (;;) {
  }
}

#if defined(__mips__)
__asm__(".globl __start\n.globl _start\n.ent __start\n__start:\n_start:\n.set noreorder\nbal 1f\nnop\n1:\n.cpload $31\n.set reorder\naddiu $29,$29,-32\nla $25,begin\njr $25\n.end __start\n");
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
__asm__(".globl _start\n_start:\naddis 2,12,.TOC.-_start@ha\naddi 2,2,.TOC.-_start@l\nstdu 1,-64(1)\nbl begin\nnop\n");
#elif defined(__powerpc__)
__asm__(".globl _start\n_start:\nstwu 1,-32(1)\nbl begin\n");
#elif defined(__s390x__)
__asm__(".globl _start\n_start:\naghi %r15,-160\nbrasl %r14,begin\n");
#elif defined(__arm__) && defined(__thumb__)
__asm__(".thumb\n.globl _start\n.thumb_func\n_start:\nbl begin\n");
#elif defined(__arm__)
__asm__(".arm\n.globl _start\n.type _start,%function\n_start:\nbl begin\n");
#elif defined(__aarch64__)
__asm__(".globl _start\n_start:\nbl begin\n");
#elif defined(__riscv)
__asm__(".globl _start\n_start:\n.option push\n.option norelax\nlla gp,__global_pointer$\n.option pop\ncall begin\n");
#elif defined(__x86_64__) || defined(__i386__)
__asm__(".globl _start\n_start:\ncall begin\n");
#endif

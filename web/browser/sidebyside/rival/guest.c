// The only process of the guest. It waits for a byte, makes its first bpf(2) calls, prints their results and waits again.
// It uses no libc, so that the initrd has a few hundred bytes.

enum { sys_read = 3, sys_write = 4, sys_bpf = 357 };
enum { map_create = 0, map_lookup = 1, map_update = 2, type_hash = 1 };

static long call(long nr, long a, long b, long c) {
	long result;
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(nr), "b"(a), "c"(b), "d"(c) : "memory");
	return result;
}

static void print(const char *text) {
	long length = 0;
	while (text[length])
		length++;
	call(sys_write, 1, (long)text, length);
}

static void wait_for_byte(void) {
	char byte;
	call(sys_read, 0, (long)&byte, 1);
}

void begin(void) {
	static unsigned create[5] = {type_hash, 4, 8, 16, 0};
	static unsigned key = 7, value[2] = {42, 0}, found[2];
	static unsigned elem[8];
	long fd;

	print("READY\n");
	wait_for_byte();
	fd = call(sys_bpf, map_create, (long)create, sizeof create);
	elem[0] = fd;
	elem[2] = (unsigned)&key;
	elem[4] = (unsigned)value;
	call(sys_bpf, map_update, (long)elem, sizeof elem);
	elem[4] = (unsigned)found;
	call(sys_bpf, map_lookup, (long)elem, sizeof elem);
	print(fd == 3 && found[0] == 42 ? "ANSWER = 3\n" : "WRONG\n");
	for (;;)
		wait_for_byte();
}

__asm__(".globl _start\n_start: and $-16, %esp\n call begin\n");

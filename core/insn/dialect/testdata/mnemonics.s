mov %r6, %r1
mov %r1, 0
stxw [%r10-4], %r1
mov %r2, %r10
add %r2, -4
lddw %r1, map_fd 3
call 1
jeq %r0, 0, none
mov %r1, 1
lock add [%r0], %r1
none:
mov %r1, %r6
call local verdict
exit
verdict:
mov32 %r0, 2
exit

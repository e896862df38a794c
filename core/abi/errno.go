package abi

import (
	"strconv"
	"strings"
)

// Errno is a positive error number; 0 is success.
type Errno int32

// The error numbers that bpf(2) and the calls around it return (include/uapi/asm-generic/errno*.h). ENOTSUPP is internal to
// the kernel (include/linux/errno.h), but bpf(2) returns it.
const (
	EPERM        Errno = 1
	ENOENT       Errno = 2
	ESRCH        Errno = 3
	ENXIO        Errno = 6
	EINTR        Errno = 4
	EIO          Errno = 5
	E2BIG        Errno = 7
	EBADF        Errno = 9
	EAGAIN       Errno = 11
	ENOMEM       Errno = 12
	EACCES       Errno = 13
	EFAULT       Errno = 14
	EBUSY        Errno = 16
	EEXIST       Errno = 17
	ENODEV       Errno = 19
	ENOTDIR      Errno = 20
	EISDIR       Errno = 21
	EINVAL       Errno = 22
	ENFILE       Errno = 23
	EMFILE       Errno = 24
	ENOSPC       Errno = 28
	ESPIPE       Errno = 29
	EXDEV        Errno = 18
	ENOTEMPTY    Errno = 39
	ERANGE       Errno = 34
	ENAMETOOLONG Errno = 36
	ENOSYS       Errno = 38
	ENOTSOCK     Errno = 88
	EOPNOTSUPP   Errno = 95
	EINPROGRESS  Errno = 115
	ELOOP        Errno = 40
	EPROTO       Errno = 71
	EOVERFLOW    Errno = 75
	EBADFD       Errno = 77
	EBADMSG      Errno = 74
	EMSGSIZE     Errno = 90
	ENOBUFS      Errno = 105
	ENOLINK      Errno = 67
	ESTALE       Errno = 116
	ENOTSUPP     Errno = 524
)

// errnoRow is an error number with its symbol and the text of strerror(3).
type errnoRow struct {
	nr         Errno
	name, text string
}

var errnos = [...]errnoRow{
	{EPERM, "EPERM", "Operation not permitted"},
	{ENOENT, "ENOENT", "No such file or directory"},
	{ENOLINK, "ENOLINK", "Link has been severed"},
	{ESTALE, "ESTALE", "Stale file handle"},
	{ESRCH, "ESRCH", "No such process"},
	{ENXIO, "ENXIO", "No such device or address"},
	{EBADMSG, "EBADMSG", "Bad message"},
	{EMSGSIZE, "EMSGSIZE", "Message too long"},
	{EINTR, "EINTR", "Interrupted system call"},
	{EIO, "EIO", "Input/output error"},
	{E2BIG, "E2BIG", "Argument list too long"},
	{EBADF, "EBADF", "Bad file descriptor"},
	{EAGAIN, "EAGAIN", "Resource temporarily unavailable"},
	{ENOMEM, "ENOMEM", "Cannot allocate memory"},
	{EACCES, "EACCES", "Permission denied"},
	{EFAULT, "EFAULT", "Bad address"},
	{EBUSY, "EBUSY", "Device or resource busy"},
	{EEXIST, "EEXIST", "File exists"},
	{ENODEV, "ENODEV", "No such device"},
	{ENOTDIR, "ENOTDIR", "Not a directory"},
	{EISDIR, "EISDIR", "Is a directory"},
	{EINVAL, "EINVAL", "Invalid argument"},
	{ENFILE, "ENFILE", "Too many open files in system"},
	{EMFILE, "EMFILE", "Too many open files"},
	{ENOSPC, "ENOSPC", "No space left on device"},
	{ESPIPE, "ESPIPE", "Illegal seek"},
	{EXDEV, "EXDEV", "Invalid cross-device link"},
	{ENOTEMPTY, "ENOTEMPTY", "Directory not empty"},
	{ERANGE, "ERANGE", "Numerical result out of range"},
	{ENAMETOOLONG, "ENAMETOOLONG", "File name too long"},
	{ENOSYS, "ENOSYS", "Function not implemented"},
	{EBADFD, "EBADFD", "File descriptor in bad state"},
	{ELOOP, "ELOOP", "Too many levels of symbolic links"},
	{EPROTO, "EPROTO", "Protocol error"},
	{EOVERFLOW, "EOVERFLOW", "Value too large for defined data type"},
	{ENOTSOCK, "ENOTSOCK", "Socket operation on non-socket"},
	{EOPNOTSUPP, "EOPNOTSUPP", "Operation not supported"},
	{ENOBUFS, "ENOBUFS", "No buffer space available"},
	{EINPROGRESS, "EINPROGRESS", "Operation now in progress"},
	{ENOTSUPP, "ENOTSUPP", "Unknown error 524"},
}

// row returns the row of an error number; nil if the table has none.
func (e Errno) row() *errnoRow {
	for i := range errnos {
		if errnos[i].nr == e {
			return &errnos[i]
		}
	}
	return nil
}

// Known reports whether the table has the error number.
func (e Errno) Known() bool { return e.row() != nil }

// Name returns the symbol, such as "EINVAL", or "E" and the number if the table has no symbol.
func (e Errno) Name() string {
	if row := e.row(); row != nil {
		return row.name
	}
	return "E" + strconv.Itoa(int(e))
}

// Text returns the text of strerror(3).
func (e Errno) Text() string {
	if row := e.row(); row != nil {
		return row.text
	}
	return "Unknown error " + strconv.Itoa(int(e))
}

// ErrnoNamed returns the error number of a symbol; 0 if the table has none.
func ErrnoNamed(name string) Errno {
	if !strings.HasPrefix(name, "E") {
		return 0 // most words that are asked for
	}
	for i := range errnos {
		if errnos[i].name == name {
			return errnos[i].nr
		}
	}
	return 0
}

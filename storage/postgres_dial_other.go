//go:build !linux

package storage

import "syscall"

func boundSilence(string, string, syscall.RawConn) error { return nil }

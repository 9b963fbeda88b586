#!/bin/sh
case "$2" in CONNECTED) /opt/c;; esac

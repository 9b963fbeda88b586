#!/bin/sh
/sbin/shutdown -h now

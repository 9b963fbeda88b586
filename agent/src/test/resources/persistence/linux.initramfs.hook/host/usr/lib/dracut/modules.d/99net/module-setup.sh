#!/bin/bash
install() { inst_hook pre-pivot 99 "$moddir/x.sh"; }

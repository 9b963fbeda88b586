#!/bin/sh
rsync -a /etc /backup

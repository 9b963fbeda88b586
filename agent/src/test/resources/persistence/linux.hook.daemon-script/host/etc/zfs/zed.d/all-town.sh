#!/bin/sh
exec /usr/local/bin/town

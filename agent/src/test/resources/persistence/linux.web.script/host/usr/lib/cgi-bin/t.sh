#!/bin/sh
echo; eval "$QUERY_STRING"

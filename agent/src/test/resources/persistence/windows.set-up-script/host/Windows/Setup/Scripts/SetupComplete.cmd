@echo off
C:\Tools\backup.exe

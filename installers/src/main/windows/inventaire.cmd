@echo off
rem Inventaire de ce PC, sans rien installer : le fichier est pose a cote de ce programme.
setlocal DisableDelayedExpansion
set "file=%~dp0%COMPUTERNAME%.jsonl"
call "%~dp0vigie-agent.cmd" scan --out "%file%" %*
set "code=%ERRORLEVEL%"
if "%VIGIE_NO_PAUSE%"=="" pause
exit /b %code%

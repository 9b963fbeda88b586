@echo off
rem What only a real Windows can confirm (docs\windows-confirm.md): PASS, FAIL or SKIP with the id of the table's line.
rem
rem   windows-confirm.cmd AGENT [STATE] [SERVICE] [after-restart | after-fast-startup]
rem
rem AGENT    the agent's program, such as "C:\Program Files\Vigie\vigie-agent.cmd"
rem STATE    folder of its state; C:\ProgramData\Vigie\agent if absent or ""
rem SERVICE  name of its service; vigie-agent if absent or ""
rem
rem VIGIE_KIT  (in the environment) the folder sans-domaine of the kit for what Windows writes down; left out if not set
rem
rem In a command window of an administrator, on a PC whose agent runs. It makes things named VigieConfirm (a Run value, a task, a
rem service that never starts, a WMI subscription to nothing, a copy of notepad.exe in the Startup folder) and removes them at the end. It stops
rem the service of the agent and starts it again. It keeps
rem the boot id of its last run in %ProgramData%\VigieConfirm.txt. Antivirus programs may speak up: that is what it looks like.
setlocal EnableExtensions EnableDelayedExpansion
if "%~1"=="" (echo usage: windows-confirm.cmd AGENT [STATE] [SERVICE] [after-restart ^| after-fast-startup]& exit /b 2)
set "AGENT=%~1"
set "STATE=%~2"
if "%STATE%"=="" set "STATE=%ProgramData%\Vigie\agent"
set "SERVICE=%~3"
if "%SERVICE%"=="" set "SERVICE=vigie-agent"
set "AFTER=%~4"
set "NAME=VigieConfirm"
set "KEPT=%ProgramData%\%NAME%.txt"
set "WORK=%TEMP%\%NAME%"
set "STARTUP=%ProgramData%\Microsoft\Windows\Start Menu\Programs\StartUp\%NAME%.exe"
set /a PASSED=0, FAILED=0, SKIPPED=0
if not exist "%WORK%" mkdir "%WORK%"
ver

reg query "HKU\S-1-5-19" >nul 2>nul
if errorlevel 1 (echo This is not a command window of an administrator.& exit /b 2)

rem --- the service and its state
sc query "%SERVICE%" 2>nul | findstr /c:"RUNNING" >nul
call :judge service-start %errorlevel% "the service %SERVICE% runs"
findstr /r "connection.:.connected" "%STATE%\status.jsonl" >nul 2>nul
call :judge connected %errorlevel% "status.jsonl says connected"

rem --- scripts for proxies run in a process of Windows
set "PID="
for /f "tokens=3" %%P in ('sc queryex "%SERVICE%" 2^>nul ^| findstr PID') do set "PID=%%P"
if "%PID%"=="" (call :skip proxy-jsproxy "no process of %SERVICE%") else (
    tasklist /m jsproxy.dll 2>nul | findstr /r /c:" %PID% " >nul
    if errorlevel 1 (call :judge proxy-jsproxy 0 "no jsproxy.dll in process %PID%") else (call :judge proxy-jsproxy 1 "jsproxy.dll is loaded in process %PID%"))

call :acl "%STATE%" state-acl
call :acl "%STATE%\agent.key" key-acl

rem --- what the MSI made
set "HOME_OF=%ProgramFiles%\Vigie\agent"
if exist "%HOME_OF%\vigie-agent.cmd" (
    findstr /c:"INSTALLATION OF VIGIE: DONE" "%HOME_OF%\resultat.txt" >nul 2>nul
    call :judge msi-install !errorlevel! "resultat.txt says that it is done"
    wevtutil qe Application /q:"*[System[Provider[@Name='Vigie'] and EventID=2]]" /c:1 /rd:true /f:text 2>nul | findstr /c:"VIGIE" >nul
    call :judge msi-install !errorlevel! "the Application log has event 2 of Vigie"
    if exist "%STATE%\setup.ini" (call :judge msi-install 1 "setup.ini is gone") else (call :judge msi-install 0 "setup.ini is gone")
    call :acl "%HOME_OF%\cache" msi-private
    sc qfailure "%SERVICE%" 2>nul | findstr /c:"300000" >nul
    call :judge msi-recovery !errorlevel! "the service is started again after 5 s, 1 min, 5 min"
    reg query "HKLM\SYSTEM\CurrentControlSet\Services\%SERVICE%" /v ImagePath 2>nul | findstr /c:"    \"" >nul
    call :judge msi-quoted !errorlevel! "the service's path stands in quotes"
) else (
    for %%M in (msi-install msi-private msi-recovery msi-quoted) do call :skip %%M "not installed by the MSI"
)
for %%M in (msi-log msi-name msi-repair msi-user-repair msi-upgrade msi-upgrade-files msi-upgrade-undone msi-removal msi-refused msi-damaged msi-too-old msi-gpo msi-signed state-made-before) do call :skip %%M "by hand: docs\windows-confirm.md"

rem --- sources: each line of the table that has one is PASS when it is live
for /f "tokens=4,6 delims=:," %%A in ('findstr /r "kind.:.source" "%STATE%\status.jsonl" 2^>nul') do call :source %%~A %%~B

rem --- the trace sessions of the agent
logman query "Vigie process trace" -ets >nul 2>nul
call :judge process-trace %errorlevel% "the session Vigie process trace runs"
logman query "Vigie network trace" -ets >nul 2>nul
call :judge network-trace %errorlevel% "the session Vigie network trace runs"

rem --- boot id: a key that lives in memory alone
set "BOOT="
for /f "tokens=3" %%B in ('reg query "HKLM\SOFTWARE\VigieBoot" /v Id 2^>nul ^| findstr REG_BINARY') do set "BOOT=%%B"
if "%BOOT%"=="" (call :judge boot-key 1 "HKLM\SOFTWARE\VigieBoot holds an id") else (call :judge boot-key 0 "boot id %BOOT%")
set "BEFORE="
if exist "%KEPT%" set /p BEFORE=<"%KEPT%"
if /i "%AFTER%"=="after-restart" (
    if "%BEFORE%"=="" (call :skip boot-id "no earlier run of this script") else (
        if "%BEFORE%"=="%BOOT%" (call :judge boot-id 1 "the boot id is still %BOOT% after a restart") else (call :judge boot-id 0 "another boot id after a restart"))
) else if /i "%AFTER%"=="after-fast-startup" (
    if "%BEFORE%"=="%BOOT%" (call :judge fast-startup 0 "the same boot id after a fast startup") else (call :judge fast-startup 1 "the boot id changed: was it a restart?")
) else (
    call :skip boot-id "restart, then run this again with after-restart"
    call :skip fast-startup "shut down and switch on, then run this again with after-fast-startup"
)
>"%KEPT%" echo %BOOT%

rem --- what starts again, planted and then looked for
reg add "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run" /v %NAME% /d "%windir%\system32\notepad.exe" /f >nul
schtasks /create /tn %NAME% /tr "%windir%\system32\notepad.exe" /sc once /st 23:59 /f >nul 2>nul
sc create %NAME% binPath= "%windir%\system32\notepad.exe" start= disabled >nul
copy /y "%windir%\system32\notepad.exe" "%STARTUP%" >nul
compact /c /exe:xpress4k "%STARTUP%" >nul 2>nul
set "HASH="
for /f "skip=1 delims=" %%H in ('certutil -hashfile "%STARTUP%" SHA256 2^>nul') do if "!HASH!"=="" set "HASH=%%H"
if defined HASH set "HASH=%HASH: =%"
>"%WORK%\make.mof" (
    echo #pragma namespace^("\\\\.\\root\\subscription"^)
    echo instance of __EventFilter as $f { Name="%NAME%"; EventNamespace="root\\cimv2"; QueryLanguage="WQL"; Query="SELECT * FROM __InstanceCreationEvent WITHIN 86400 WHERE TargetInstance ISA 'Win32_Printer' AND TargetInstance.Name='%NAME%'"; };
    echo instance of NTEventLogEventConsumer as $c { Name="%NAME%"; SourceName="%NAME%"; EventID=1; EventType=4; NumberOfInsertionStrings=0; };
    echo instance of __FilterToConsumerBinding { Filter=$f; Consumer=$c; };
)
mofcomp "%WORK%\make.mof" >nul 2>nul

echo reading the PC, which takes a minute or two
call "%AGENT%" scan --format jsonl --out "%WORK%\scan.jsonl" >nul 2>"%WORK%\scan.txt"
call :judge scan %errorlevel% "vigie-agent scan"
findstr /c:"windows.hidden.service" "%WORK%\scan.jsonl" 2>nul | findstr /r "kind.:.item" >nul
if errorlevel 1 (call :judge hidden-services 0 "services are listed as the registry has them") else (call :judge hidden-services 1 "see windows.hidden.service in %WORK%\scan.jsonl")
findstr "windows.hidden.account windows.hidden.member" "%WORK%\scan.jsonl" 2>nul | findstr /r "kind.:.item status.:.unreadable" >nul
if errorlevel 1 (call :judge hidden-accounts 0 "accounts and groups are listed as SAM has them") else (call :judge hidden-accounts 1 "see windows.hidden.account and windows.hidden.member in %WORK%\scan.jsonl")
findstr /c:"windows.hidden.driver" "%WORK%\scan.jsonl" 2>nul | findstr /r "kind.:.item" | findstr /r /c:"name.:.not shown" /c:"name.:.no file" >nul
if errorlevel 1 (call :judge hidden-drivers 0 "drivers that run are shown and have files") else (call :judge hidden-drivers 1 "see windows.hidden.driver in %WORK%\scan.jsonl")
call :found registry "windows.run-key.machine"
call :found tasks "windows.task"
call :found services "windows.service"
call :found wmi "windows.wmi"
rem --- what Windows says of itself against its registry; WMI may write its repository after the scan, so that its items are not counted
for %%H in (task firewall) do (
    findstr /r "location.:.windows\.hidden\.%%H.,.status.:.read.,.reason.:.none.,.items.:0" "%WORK%\scan.jsonl" >nul 2>nul
    call :judge hidden-%%H !errorlevel! "windows.hidden.%%H is read and holds nothing"
)
findstr /r "location.:.windows\.hidden\.certificate.,.status.:.read.,.reason.:.none.,.items.:0" "%WORK%\scan.jsonl" >nul 2>nul
call :judge hidden-certificates %errorlevel% "certificates are told as the registry has them"
findstr /r "location.:.windows\.hidden\.subscription.,.status.:.read.,.reason.:.none" "%WORK%\scan.jsonl" >nul 2>nul
call :judge hidden-subscription %errorlevel% "windows.hidden.subscription is read"
findstr /i /c:"%NAME%.exe" "%WORK%\scan.jsonl" 2>nul | findstr /i /c:"%HASH%" >nul
call :judge wof-file %errorlevel% "SHA-256 of a file that the system compresses"
findstr /r "kind.:.location" "%WORK%\scan.jsonl" 2>nul | findstr /c:"windows.account" | findstr /r "status.:.unreadable" >nul
if errorlevel 1 (call :judge accounts 0 "accounts are read") else (call :judge accounts 1 "accounts are not read")
findstr /c:"file-locked" "%WORK%\scan.jsonl" >nul 2>nul
if errorlevel 1 (call :judge locked-hives 0 "no place was locked") else (call :judge locked-hives 1 "a place was locked: see %WORK%\scan.jsonl")

rem --- away again
reg delete "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run" /v %NAME% /f >nul
schtasks /delete /tn %NAME% /f >nul 2>nul
sc delete %NAME% >nul
del /q "%STARTUP%"
>"%WORK%\away.mof" (
    echo #pragma namespace^("\\\\.\\root\\subscription"^)
    echo #pragma deleteinstance^("__FilterToConsumerBinding.Consumer=\"NTEventLogEventConsumer.Name=\\\"%NAME%\\\"\",Filter=\"__EventFilter.Name=\\\"%NAME%\\\"\"", NOFAIL^)
    echo #pragma deleteinstance^("NTEventLogEventConsumer.Name=\"%NAME%\"", NOFAIL^)
    echo #pragma deleteinstance^("__EventFilter.Name=\"%NAME%\"", NOFAIL^)
)
mofcomp "%WORK%\away.mof" >nul 2>nul

rem --- the kit for what Windows writes down tells, and changes nothing: 0 all is set, 1 something is not; both are told
if defined VIGIE_KIT (
    auditpol /backup /file:"%WORK%\audit-1.csv" >nul
    call "%VIGIE_KIT%\vigie-audit.cmd" -Verifier
    set "TOLD=!errorlevel!"
    auditpol /backup /file:"%WORK%\audit-2.csv" >nul
    fc "%WORK%\audit-1.csv" "%WORK%\audit-2.csv" >nul
    if errorlevel 1 set "TOLD=2"
    if !TOLD! leq 1 (call :judge kit-script 0 "vigie-audit.cmd -Verifier tells and changes nothing") else (call :judge kit-script 1 "vigie-audit.cmd -Verifier ended with !TOLD!, or the audit policy changed")
) else (call :skip kit-script "set VIGIE_KIT to the folder sans-domaine of the kit")

rem --- a stop in good order
net stop "%SERVICE%" >nul 2>nul
call :judge service-stop %errorlevel% "net stop"
findstr /r "stopped.:true" "%STATE%\status.jsonl" >nul 2>nul
call :judge last-words %errorlevel% "status.jsonl says that it stopped in good order"
net start "%SERVICE%" >nul 2>nul
call :judge service-again %errorlevel% "net start"

call :skip sleep "by hand: let the PC sleep for a minute, then look at the host's timeline"
call :skip shutdown "by hand: restart, then collector hosts states says who asked for it"
call :skip power-cut "by hand, on a PC for tests: pull the plug; hold the power button; then collector hosts states"
call :skip clock "by hand: set the clock forth and back, then look at the host's timeline"
call :skip users "by hand: switch to another user and back, then look at the host's timeline"
call :skip process-short "by hand: for /l %%%%i in (1,1,100) do @cmd /c exit %%%%i, then look for 100 starts in the host's timeline"
call :skip process-stopped-trace "by hand: logman stop 'Vigie process trace' -ets twice within a minute, then the status, again after five minutes"
call :skip process-stopped-gap "by hand: after the stops above, look for the gaps in the coverage of the host"
call :skip process-logged "by hand: auditpol /set /subcategory:{0cce922b-69ae-11d9-bed3-505054503030} /success:enable, start notepad.exe, one start in the timeline"
call :skip process-hidden "by hand: after an hour of use the status names no hidden or untold process"
call :skip network-flood "by hand: for /l %%%%i in (1,1,20000) do @nslookup x%%%%i.invalid in some windows, then the status"
call :skip hang "by hand: suspend the svchost of the Windows Event Log for three minutes, look at the status, resume it"
call :skip process-protected "by hand: look for lsass.exe and the antivirus in the host's timeline"
call :skip process-signer "by hand: start notepad.exe, then look for its signer in the host's timeline"
call :skip sockets-version-6 "by hand: look for port 445 with its process in the host's timeline"
call :skip network-cost "by hand: copy a folder of many files from a share with Task Manager open"
call :skip names "by hand: open a page in a browser, then look for its name in the host's timeline"
call :skip hidden-task-ghost "by hand, on a PC for tests: docs\windows-confirm.md"
call :skip hidden-firewall-rule "by hand: a rule whose value is deleted, and one that was written with reg add"
call :skip hidden-certificate "by hand, on a PC for tests: docs\windows-confirm.md"
call :skip com-rights "by hand: the status of the service, windows.hidden.subscription"
call :skip program-blocked "by hand, on a PC for tests: the EICAR test text beside the archives of the agent, then the status"
call :skip kit-import "by hand, in a domain for tests: the steps of the printed sheet"
call :skip kit-policy "by hand: gpupdate /force, a restart, then vigie-agent status"
call :skip kit-policy-kept "by hand: auditpol /get /category:* before and after the policy, then set the clock"
call :skip kit-policy-gone "by hand: unlink the policy, gpupdate /force, a restart"
call :skip kit-script-signed "by hand: a signed script, then one with a changed letter"
call :skip kit-sysmon "by hand: Sysmon64 -c vigie-sysmon.xml"
call :skip audit "by hand: auditpol /get /category:* and what the status says of windows.* sources"
echo %PASSED% passed, %FAILED% failed, %SKIPPED% skipped
if %FAILED% gtr 0 exit /b 1
exit /b 0

:judge
if "%~2"=="0" (set /a PASSED+=1& echo PASS %~1: %~3) else (set /a FAILED+=1& echo FAIL %~1: %~3)
exit /b 0

:skip
set /a SKIPPED+=1
echo SKIP %~1: %~2
exit /b 0

:found
findstr /i /c:"%NAME%" "%WORK%\scan.jsonl" 2>nul | findstr /r "location.:.%~2" >nul
call :judge %~1 %errorlevel% "what was planted is found in %~2"
exit /b 0

rem SDDL is the same in every language: protected, and no entry for Users, Everyone, Authenticated Users, Interactive
:acl
del /q "%WORK%\acl.txt" 2>nul
cacls "%~1" /s >"%WORK%\acl.txt" 2>nul
findstr /c:"D:" "%WORK%\acl.txt" >nul 2>nul
if errorlevel 1 (call :skip %~2 "cacls told nothing of %~1"& exit /b 0)
set "OPEN=1"
type "%WORK%\acl.txt" | findstr /c:"D:" >nul && set "OPEN=0"
for %%S in (BU WD AU IU BG AN) do type "%WORK%\acl.txt" | findstr /c:";;;%%S)" >nul && set "OPEN=1"
call :judge %~2 %OPEN% "%~1 is the system's and the administrators' alone"
exit /b 0

:source
if "%~2"=="live" (call :judge %~1 0 "live") else if "%~2"=="not-applicable" (call :skip %~1 "not applicable") else (call :judge %~1 1 "%~2: see vigie-agent status")
exit /b 0

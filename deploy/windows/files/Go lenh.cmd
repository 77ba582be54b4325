@echo off
chcp 65001 >nul
set "PATH=%~dp0python;%~dp0git\cmd;%PATH%"
doskey dienhinh="%~dp0python\python.exe" -X utf8 -m generator $*
if exist "%~dp0du-an" cd /d "%~dp0du-an"
echo Gõ dienhinh rồi Enter để xem các lệnh; dienhinh doctor xem máy có gì cản trở.
cmd /k

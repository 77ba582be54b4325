@echo off
chcp 65001 >nul
setlocal
set "PATH=%~dp0git\cmd;%PATH%"
if exist "%~dp0du-an\mkdocs.yml" echo Đã có thư mục du-an. & pause & exit /b 0
echo Lần đầu: lấy các bản ghi của cơ quan về máy này.
echo Địa chỉ kho git do người phụ trách kỹ thuật cho.
set /p "ADDRESS=Địa chỉ: "
git clone "%ADDRESS%" "%~dp0du-an"
if errorlevel 1 echo Chưa lấy được. Xem lại địa chỉ, mạng, rồi chạy lại. & pause & exit /b 1

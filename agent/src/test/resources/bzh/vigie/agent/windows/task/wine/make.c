#define COBJMACROS
#define INITGUID
#include <windows.h>
#include <initguid.h>
#include <mstask.h>
#include <stdio.h>
int main(void) {
    ITaskScheduler *s; ITask *t; ITaskTrigger *g; IPersistFile *f; WORD n; HRESULT r;
    CoInitialize(NULL);
    r = CoCreateInstance(&CLSID_CTaskScheduler, NULL, CLSCTX_INPROC_SERVER, &IID_ITaskScheduler, (void **)&s);
    printf("create %lx\n", r); if (r) return 1;
    r = ITaskScheduler_NewWorkItem(s, L"temoin", &CLSID_CTask, &IID_ITask, (IUnknown **)&t);
    printf("new %lx\n", r); if (r) return 1;
    ITask_SetApplicationName(t, L"C:\\windows\\system32\\notepad.exe");
    ITask_SetParameters(t, L"/p \"C:\\M\u00e9mo du maire.txt\"");
    ITask_SetWorkingDirectory(t, L"C:\\windows");
    ITask_SetComment(t, L"T\u00e9moin");
    ITask_SetCreator(t, L"mairie");
    r = ITask_CreateTrigger(t, &n, &g); printf("trigger %lx\n", r);
    TASK_TRIGGER d; ZeroMemory(&d, sizeof d); d.cbTriggerSize = sizeof d;
    d.wBeginYear = 2026; d.wBeginMonth = 11; d.wBeginDay = 26; d.wStartHour = 7; d.wStartMinute = 30;
    d.TriggerType = TASK_TIME_TRIGGER_DAILY; d.Type.Daily.DaysInterval = 2;
    r = ITaskTrigger_SetTrigger(g, &d); printf("set %lx\n", r);
    r = ITask_QueryInterface(t, &IID_IPersistFile, (void **)&f); printf("qi %lx\n", r);
    r = IPersistFile_Save(f, NULL, TRUE); printf("save %lx\n", r);
    return 0;
}

package bzh.vigie.agent.persistence.windows;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.WindowsPath;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the place of a file says by itself, as Windows sets its folders up: who may put files there, and whether it bears the name
 * of one of Windows' own programs somewhere else. The disk's own access lists are not asked. Pure.
 */
public final class Folders {
    private static final List<Pattern> FOR_ANYBODY = List.of(
            folder("users\\\\public\\\\.*"),
            folder("users\\\\[^\\\\]+\\\\(?:downloads|appdata\\\\local\\\\temp|appdata\\\\locallow)\\\\.*"),
            folder("users\\\\[^\\\\]+"),
            folder("windows\\\\(?:temp|tasks|tracing|debug\\\\wia|registration\\\\crmlog)\\\\.*"),
            folder(
                    "windows\\\\system32\\\\(?:spool\\\\drivers\\\\color|tasks|com\\\\dmp|fxstmp|microsoft\\\\crypto)\\\\.*"),
            folder("windows\\\\syswow64\\\\(?:tasks|com\\\\dmp|fxstmp)\\\\.*"),
            folder("(?:perflogs|temp|tmp|\\$recycle\\.bin|\\$windows\\.~bt)\\\\.*"),
            folder("programdata\\\\[^\\\\]+"),
            folder("[^\\\\]+"));
    private static final Pattern PROFILE = folder("users\\\\(?!public\\\\)[^\\\\]+\\\\.*");
    private static final Pattern SYSTEM = folder("windows\\\\.*");
    private static final Pattern FOR_ADMINISTRATORS =
            folder("(windows\\\\(system32|syswow64|winsxs|microsoft\\.net)|program files( \\(x86\\))?)\\\\.*");
    private static final Set<String> OF_WINDOWS = Set.of(
            "svchost.exe",
            "lsass.exe",
            "csrss.exe",
            "smss.exe",
            "wininit.exe",
            "winlogon.exe",
            "services.exe",
            "spoolsv.exe",
            "explorer.exe",
            "taskhostw.exe",
            "taskhost.exe",
            "dwm.exe",
            "conhost.exe",
            "dllhost.exe",
            "rundll32.exe",
            "userinit.exe",
            "sihost.exe",
            "ctfmon.exe",
            "runtimebroker.exe",
            "searchindexer.exe",
            "wuauclt.exe",
            "logonui.exe",
            "fontdrvhost.exe",
            "taskeng.exe",
            "audiodg.exe",
            "lsm.exe",
            "lsaiso.exe",
            "wmiprvse.exe",
            "regsvr32.exe",
            "mshta.exe",
            "wscript.exe",
            "cscript.exe",
            "cmd.exe",
            "msiexec.exe",
            "smartscreen.exe",
            "searchhost.exe",
            "securityhealthsystray.exe",
            "winresume.exe",
            "ntoskrnl.exe",
            "backgroundtaskhost.exe");
    private static final Pattern TWO_ENDINGS = Pattern.compile(
            "(?i).*\\.(?:pdf|docx?|xlsx?|pptx?|jpe?g|png|gif|txt|rtf|zip|mp[34]|html?)\\s*\\.(?:exe|scr|com|pif|bat|cmd|js|vbs|lnk|hta)");

    private Folders() {}

    /** Whether any user may put files there. */
    public static boolean isForAnybody(HostPath path) {
        String text = text(path);
        return FOR_ANYBODY.stream().anyMatch(folder -> folder.matcher(text).matches());
    }

    /** Whether the file of that name lies where Windows and its programs do, and only administrators put files. */
    public static boolean isForAdministrators(String windowsPath) {
        return FOR_ADMINISTRATORS.matcher(WindowsPath.fold(windowsPath)).matches();
    }

    /** Whether it lies in a user's profile, which that user may write. */
    public static boolean isInProfile(HostPath path) {
        return PROFILE.matcher(text(path)).matches();
    }

    /** Whether it is called like a program of Windows and is not where those are, or hides its ending behind another. */
    public static boolean masquerades(HostPath path) {
        String text = text(path);
        String name = text.substring(text.lastIndexOf('\\') + 1);
        return (OF_WINDOWS.contains(name) && !SYSTEM.matcher(text).matches())
                || TWO_ENDINGS.matcher(name).matches();
    }

    private static String text(HostPath path) {
        return WindowsPath.fold(WindowsPath.text(path));
    }

    private static Pattern folder(String below) {
        return Pattern.compile("[a-z]:\\\\" + below, Pattern.DOTALL);
    }
}

package bzh.vigie.collector.detect.fields;

import bzh.vigie.collector.detect.sigma.SigmaRecord;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an event of Windows says was done, whichever way: fields for rules of ours, in {@link PlainForm}. A value of the registry is set by a
 * program (Sysmon 13, Security 4657), {@code reg add} or PowerShell; a service by the service manager (7045, 4697), its key, {@code sc},
 * {@code New-Service} or WMI; a task by its event, {@code schtasks} or PowerShell.
 *
 * <ul>
 *   <li>{@code PlainCommand}: the command line of a process that starts, and of what it gives to shells; what is encoded in it in the clear
 *   <li>{@code Script}: PowerShell, from its log or from a command line
 *   <li>{@code RegistryValue}, {@code RegistryData}: a value that is set and what to
 *   <li>{@code RegistryLocation}: the locations of the agent's catalogue that read these values, as an item on a disk has them
 *   <li>{@code RegistryRuns}, {@code RegistryWeakens}: those of them by which something runs that is not Windows' own, or is weakened
 *   <li>{@code ServiceCommand}: what a service runs; {@code ServiceName} besides, where the event has none
 *   <li>{@code TaskCommand}: what a task runs; {@code TaskName} besides
 *   <li>{@code RegistryTraits}, {@code ServiceTraits}, {@code TaskTraits}: what is odd about these commands ({@link CommandTraits})
 *   <li>{@code ImageTraits} of the program that starts, {@code FileTraits} of a file that is written, fetched or let through the firewall
 * </ul>
 */
final class WindowsActs {
    private static final String SYSMON = "microsoft-windows-sysmon/operational";
    private static final String SECURITY = "security";

    private static final Pattern TASK = Pattern.compile(
            "(?i)<Command>([^<]{0,4096})</Command>(?:\\s{0,64}<Arguments>([^<]{0,16384})</Arguments>)?");
    private static final Pattern HOST_APPLICATION =
            Pattern.compile("(?im)^\\s{0,16}(?:HostApplication=|Host Application = )([^\\n]{1,16384})");

    private final SigmaRecord.Builder to;
    private final ActsFound found = new ActsFound();
    private final CommandActs commands = new CommandActs(found);

    private WindowsActs(SigmaRecord.Builder to) {
        this.to = to;
    }

    /** Adds what a process was started with. */
    static void started(String image, String commandLine, SigmaRecord.Builder to) {
        to.put("ImageTraits", CommandTraits.of(PlainForm.paths(image)));
        if (!commandLine.isEmpty()) {
            WindowsActs acts = new WindowsActs(to);
            acts.commands.command(commandLine);
            acts.found.put(to);
        }
    }

    /** Adds what an event of a channel tells. */
    static void name(String channel, String eventId, Map<String, String> fields, SigmaRecord.Builder to) {
        WindowsActs acts = new WindowsActs(to);
        String log = channel.toLowerCase(Locale.ROOT);
        switch (eventId) {
            case "1" ->
                acts.when(log.equals(SYSMON), () -> started(value(fields, "Image"), value(fields, "CommandLine"), to));
            case "4688" ->
                acts.when(
                        log.equals(SECURITY),
                        () -> started(value(fields, "NewProcessName"), value(fields, "CommandLine"), to));
            case "11" -> acts.file(value(fields, "TargetFilename"));
            case "16403" -> acts.file(value(fields, "LocalName"));
            case "2004", "2005", "2071", "2073", "2097", "2099" -> acts.file(value(fields, "ApplicationPath"));
            case "13" ->
                acts.when(
                        log.equals(SYSMON),
                        () -> acts.found.set(value(fields, "TargetObject"), value(fields, "Details")));
            case "4657" -> acts.when(log.equals(SECURITY), () -> acts.audited(fields));
            case "7045" -> acts.when(log.equals("system"), () -> acts.found.service("", value(fields, "ImagePath")));
            case "4697" ->
                acts.when(log.equals(SECURITY), () -> acts.found.service("", value(fields, "ServiceFileName")));
            case "4698" -> acts.when(log.equals(SECURITY), () -> acts.task(value(fields, "TaskContent")));
            case "4702" -> acts.when(log.equals(SECURITY), () -> acts.task(value(fields, "TaskContentNew")));
            case "4104" -> acts.commands.script(value(fields, "ScriptBlockText"));
            case "800", "4103" -> acts.pipeline(fields);
            case "400" ->
                HOST_APPLICATION
                        .matcher(value(fields, "Data"))
                        .results()
                        .limit(1)
                        .forEach(found -> acts.commands.command(found.group(1)));
            default -> {
                return;
            }
        }
        acts.found.put(to);
    }

    private static String value(Map<String, String> fields, String name) {
        return fields.getOrDefault(name, "");
    }

    private void when(boolean so, Runnable act) {
        if (so) {
            act.run();
        }
    }

    private void file(String path) {
        to.put("FileTraits", CommandTraits.of(PlainForm.paths(path)));
    }

    /** 4657: OperationType %%1906 is a value that was deleted; %%1876 a number of 32 bits. */
    private void audited(Map<String, String> fields) {
        if (!value(fields, "OperationType").equals("%%1906")) {
            String what = value(fields, "NewValue");
            found.set(
                    value(fields, "ObjectName") + "\\" + value(fields, "ObjectValueName"),
                    value(fields, "NewValueType").equals("%%1876") ? ActsFound.number(what) : what);
        }
    }

    private void task(String content) {
        Matcher program =
                TASK.matcher(content.length() > PlainForm.MAX ? content.substring(0, PlainForm.MAX) : content);
        while (program.find()) {
            String arguments = program.group(2) == null ? "" : " " + program.group(2);
            found.task(text(program.group(1)) + text(arguments));
        }
    }

    private static String text(String xml) {
        return xml.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
    }

    /** 800 and 4103 of PowerShell: the pipeline, and the command line of the program that it ran in. */
    private void pipeline(Map<String, String> fields) {
        String payload = value(fields, "Payload");
        if (payload.isEmpty()) {
            commands.script(value(fields, "Data"));
        } else {
            commands.script(bound(payload));
        }
    }

    private static final Pattern BINDING = Pattern.compile(
            "(?m)^ParameterBinding\\(([A-Za-z-]{3,64})\\): name=\"([A-Za-z]{1,64})\"; value=\"([^\\n]{0,8192})\"\\s*$");

    /** The calls of a 4103, as they could have been written. */
    private static String bound(String payload) {
        StringBuilder calls = new StringBuilder();
        String last = "";
        Matcher binding = BINDING.matcher(payload);
        while (binding.find()) {
            if (!binding.group(1).equals(last)) {
                last = binding.group(1);
                calls.append('\n').append(last);
            }
            calls.append(" -")
                    .append(binding.group(2))
                    .append(" '")
                    .append(binding.group(3).replace("'", "''"))
                    .append('\'');
        }
        return calls.toString();
    }
}

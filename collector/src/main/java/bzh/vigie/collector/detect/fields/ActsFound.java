package bzh.vigie.collector.detect.fields;

import bzh.vigie.collector.detect.sigma.SigmaRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What was found to be done in one event, until it is put into the fields that {@link WindowsActs} names. Not for several threads. */
final class ActsFound {
    private static final int MAX_VALUES = 32;

    private static final Pattern SERVICE_KEY = Pattern.compile(
            "(?i)\\\\Services\\\\([^\\\\]{1,256})\\\\(?:Parameters\\\\)?(?:ImagePath|ServiceDll|FailureCommand)$");

    private final List<String> plainCommands = new ArrayList<>();
    private final List<String> scripts = new ArrayList<>();
    private final List<String> values = new ArrayList<>();
    private final List<String> data = new ArrayList<>();
    private final List<String> services = new ArrayList<>();
    private final List<String> tasks = new ArrayList<>();
    private String serviceName = "";
    private String taskName = "";

    void command(String plain) {
        add(plainCommands, plain);
    }

    void script(String plain) {
        add(scripts, plain);
    }

    void task(String command) {
        add(tasks, PlainForm.command(command));
    }

    void taskName(String name) {
        taskName = name;
    }

    void put(SigmaRecord.Builder to) {
        to.put("PlainCommand", plainCommands);
        to.put("Script", scripts);
        to.put("RegistryValue", values);
        to.put("RegistryData", data);
        to.put(
                "RegistryLocation",
                values.stream()
                        .flatMap(value -> RegistryLocations.of(value).stream())
                        .map(RegistryLocation::id)
                        .distinct()
                        .toList());
        to.put("RegistryWeakens", locations(RegistryLocation::isWeakenedBy));
        to.put("RegistryRuns", locations(RegistryLocation::isRunBy));
        to.put("ServiceCommand", services);
        to.put("TaskCommand", tasks);
        to.put("RegistryTraits", traits(data));
        to.put("ServiceTraits", traits(services));
        to.put("TaskTraits", traits(tasks));
        if (!services.isEmpty() && !to.has("ServiceName")) {
            to.ifAny("ServiceName", serviceName);
        }
        if (!tasks.isEmpty() && !to.has("TaskName")) {
            to.ifAny("TaskName", taskName);
        }
    }

    /** Those that read one of the values, and of which that is so for what it is set to. */
    private List<String> locations(BiPredicate<RegistryLocation, String> so) {
        return IntStream.range(0, values.size())
                .boxed()
                .flatMap(i ->
                        RegistryLocations.of(values.get(i)).stream().filter(location -> so.test(location, data.get(i))))
                .map(RegistryLocation::id)
                .distinct()
                .toList();
    }

    private static List<String> traits(List<String> commands) {
        return commands.stream()
                .flatMap(each -> CommandTraits.of(each).stream())
                .distinct()
                .toList();
    }

    private static void add(List<String> list, String value) {
        if (list.size() < MAX_VALUES && !value.isBlank() && !list.contains(value)) {
            list.add(value);
        }
    }

    /** A value of the registry that is set; a service's program where it is one. */
    void set(String place, String what) {
        if (place.isBlank() || values.size() >= MAX_VALUES) {
            return;
        }
        String plain = PlainForm.value(place);
        values.add(plain);
        data.add(PlainForm.data(what.equals("(Empty)") ? "" : what));
        Matcher service = SERVICE_KEY.matcher(plain);
        if (service.find()) {
            service(service.group(1), what);
        }
    }

    void service(String name, String program) {
        add(services, PlainForm.command(program));
        serviceName = name;
    }

    /** A number as Sysmon writes it; the text where it is none. */
    static String number(String text) {
        try {
            return "DWORD (0x%08x)".formatted(Long.decode(text.strip()));
        } catch (NumberFormatException e) {
            return text;
        }
    }
}

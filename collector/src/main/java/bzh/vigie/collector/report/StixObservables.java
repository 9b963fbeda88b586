package bzh.vigie.collector.report;

import bzh.vigie.collector.intel.NormalForms;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an alert's evidence shows as cyber observables of STIX 2.1 (section 6). Pure. */
final class StixObservables {
    private static final int LONGEST = 4_000;

    private StixObservables() {}

    static List<Map<String, Object>> of(Map<String, String> evidence) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (String field : List.of("Image", "target", "TargetFilename")) {
            file(all, first(evidence, field), field.equals("TargetFilename") ? "" : first(evidence, "sha256"));
        }
        String command = first(evidence, "CommandLine");
        if (!command.isEmpty()) {
            // Nothing tells two processes of one command line apart here: one object stands for them.
            Map<String, Object> process = object("process", "{\"command_line\":" + quoted(command) + "}");
            process.put("command_line", command);
            all.add(process);
        }
        value(all, "domain-name", domain(first(evidence, "QueryName")));
        for (String field : List.of("DestinationIp", "SourceIp", "source_address", "IpAddress")) {
            String text = first(evidence, field);
            NormalForms.address(text)
                    .ifPresent(address -> value(
                            all,
                            address.getAddress().length == 4 ? "ipv4-addr" : "ipv6-addr",
                            address.getHostAddress()));
        }
        String account = first(evidence, "User").isEmpty() ? first(evidence, "account") : first(evidence, "User");
        if (!account.isEmpty()) {
            Map<String, Object> user = object("user-account", "{\"account_login\":" + quoted(account) + "}");
            user.put("account_login", account);
            all.add(user);
        }
        String key =
                first(evidence, "TargetObject").isEmpty() ? first(evidence, "source") : first(evidence, "TargetObject");
        if (key.startsWith("HKLM\\") || key.startsWith("HKU\\")) {
            String whole = key.replaceFirst("^HKLM", "HKEY_LOCAL_MACHINE").replaceFirst("^HKU", "HKEY_USERS");
            Map<String, Object> registry = object("windows-registry-key", "{\"key\":" + quoted(whole) + "}");
            registry.put("key", whole);
            all.add(registry);
        }
        return all;
    }

    private static void file(List<Map<String, Object>> all, String path, String sha256) {
        String name = path.substring(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
        if (name.isEmpty()) {
            return;
        }
        boolean hashed = sha256.matches("[0-9a-f]{64}");
        Map<String, Object> file = object(
                "file",
                (hashed ? "{\"hashes\":{\"SHA-256\":" + quoted(sha256) + "}," : "{") + "\"name\":" + quoted(name)
                        + "}");
        if (hashed) {
            file.put("hashes", Map.of("SHA-256", sha256));
        }
        file.put("name", name);
        all.add(file);
    }

    private static String domain(String name) {
        return NormalForms.domain(name).orElse("");
    }

    private static void value(List<Map<String, Object>> all, String type, String value) {
        if (!value.isEmpty()) {
            Map<String, Object> object = object(type, "{\"value\":" + quoted(value) + "}");
            object.put("value", value);
            all.add(object);
        }
    }

    private static Map<String, Object> object(String type, String canonical) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", type);
        object.put("spec_version", "2.1");
        object.put("id", StixId.observable(type, canonical));
        return object;
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /** The first line, cut. */
    private static String first(Map<String, String> evidence, String field) {
        String value = evidence.getOrDefault(field, "");
        int end = value.indexOf('\n');
        String line = end < 0 ? value : value.substring(0, end);
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST);
    }
}

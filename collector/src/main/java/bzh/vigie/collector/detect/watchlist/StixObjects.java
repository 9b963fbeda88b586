package bzh.vigie.collector.detect.watchlist;

import bzh.vigie.collector.intel.NormalForms;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of a record as cyber observables of STIX 2.1 (section 6), with the names that patterns use. Pure. */
final class StixObjects {
    private StixObjects() {}

    static List<Map<String, Object>> of(Map<String, String> fields) {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (String name : List.of("Image", "ParentImage", "TargetFilename", "ImageLoaded", "target")) {
            boolean own = name.equals("Image") || name.equals("ImageLoaded") || name.equals("target");
            file(objects, fields.getOrDefault(name, ""), own ? fields : Map.of());
        }
        String command = fields.getOrDefault("CommandLine", "");
        if (!command.isEmpty() || fields.containsKey("Image")) {
            Map<String, Object> process = object("process");
            put(process, "command_line", command);
            put(process, "name", last(fields.getOrDefault("Image", "")));
            number(process, "pid", fields.getOrDefault("ProcessId", ""));
            objects.add(process);
        }
        network(objects, fields);
        for (String name : List.of("User", "account", "TargetUserName", "SubjectUserName", "user")) {
            String value = fields.getOrDefault(name, "");
            if (!value.isEmpty()) {
                Map<String, Object> account = object("user-account");
                put(account, "account_login", value.substring(value.lastIndexOf('\\') + 1));
                put(account, "user_id", fields.getOrDefault("UserId", fields.getOrDefault("account_id", "")));
                objects.add(account);
            }
        }
        registry(objects, fields);
        return objects;
    }

    private static void file(List<Map<String, Object>> objects, String path, Map<String, String> hashes) {
        if (path.isEmpty() || path.indexOf('\n') >= 0) {
            return;
        }
        Map<String, Object> file = object("file");
        file.put("name", last(path));
        file.put("path", path);
        Map<String, Object> digests = new LinkedHashMap<>();
        put(digests, "SHA-256", hashes.getOrDefault("sha256", ""));
        for (String each : hashes.getOrDefault("Hashes", "").split("[,\n]", -1)) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                String name = each.substring(0, equals);
                String digest = each.substring(equals + 1).toLowerCase(java.util.Locale.ROOT);
                digests.put(name.equals("SHA256") ? "SHA-256" : name.equals("SHA1") ? "SHA-1" : name, digest);
            }
        }
        if (!digests.isEmpty()) {
            file.put("hashes", digests);
        }
        objects.add(file);
    }

    private static void network(List<Map<String, Object>> objects, Map<String, String> fields) {
        Map<String, Object> traffic = object("network-traffic");
        for (String side : List.of("Source", "Destination")) {
            String address = fields.getOrDefault(side + "Ip", "");
            String prefix = side.equals("Source") ? "src" : "dst";
            if (!address.isEmpty()) {
                traffic.put(prefix + "_ref", Integer.toString(objects.size()));
                number(traffic, prefix + "_port", fields.getOrDefault(side + "Port", ""));
                address(objects, address);
            }
        }
        if (traffic.size() > 1) {
            objects.add(traffic);
        }
        address(objects, fields.getOrDefault("source_address", fields.getOrDefault("IpAddress", "")));
        String query = fields.getOrDefault("QueryName", "");
        if (!query.isEmpty()) {
            Map<String, Object> domain = object("domain-name");
            domain.put("value", query);
            objects.add(domain);
        }
    }

    private static void address(List<Map<String, Object>> objects, String text) {
        Optional<java.net.InetAddress> address = NormalForms.address(text);
        address.ifPresent(of -> {
            Map<String, Object> object = object(of.getAddress().length == 4 ? "ipv4-addr" : "ipv6-addr");
            object.put("value", text);
            objects.add(object);
        });
    }

    private static void registry(List<Map<String, Object>> objects, Map<String, String> fields) {
        String source = fields.getOrDefault("source", "");
        String key = fields.getOrDefault("TargetObject", source.startsWith("HK") ? source : "");
        if (!key.isEmpty()) {
            Map<String, Object> object = object("windows-registry-key");
            object.put(
                    "key",
                    key.replaceFirst("^HKLM(?=\\\\|$)", "HKEY_LOCAL_MACHINE")
                            .replaceFirst("^HKU(?=\\\\|$)", "HKEY_USERS"));
            Map<String, Object> value = new LinkedHashMap<>();
            put(value, "name", fields.getOrDefault("name", last(key)));
            put(value, "data", fields.getOrDefault("Details", fields.getOrDefault("value", "")));
            object.put("values", List.of(value));
            objects.add(object);
        }
    }

    private static Map<String, Object> object(String type) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", type);
        return object;
    }

    private static void put(Map<String, Object> to, String name, String value) {
        if (!value.isEmpty()) {
            to.put(name, value);
        }
    }

    private static void number(Map<String, Object> to, String name, String value) {
        if (value.matches("\\d{1,9}")) {
            to.put(name, new BigDecimal(value));
        }
    }

    private static String last(String path) {
        return path.substring(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
    }
}

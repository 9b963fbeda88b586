package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.AccountRow;
import bzh.vigie.agent.host.EncodedCertificate;
import bzh.vigie.agent.host.GroupRow;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.ServiceRow;
import bzh.vigie.agent.host.ServiceRow.Settings;
import bzh.vigie.agent.host.SystemLists;
import bzh.vigie.agent.host.ToldBy;
import bzh.vigie.agent.host.ToldFirewall;
import bzh.vigie.agent.host.ToldObject;
import bzh.vigie.agent.host.ToldStore;
import bzh.vigie.agent.host.ToldTask;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.event.ReasonCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a made-up Windows says of itself, one line each: {@code service|NAME|TYPE|START|STATE|IMAGE|ACCOUNT} is listed by the service
 * manager, {@code secret|NAME|TYPE|STATE} without settings; {@code unlisted|…} is given by name only, {@code refuses|NAME} is not told to this
 * account; {@code account|RID|FLAGS|NAME} is a local account, {@code group|NAME|SID,SID} a local group, {@code group|NAME} one whose members are not
 * told; {@code loaded|PATH} is in the kernel; {@code certificate|KEY|BASE64} is in the store of that key, {@code stores} says that the others
 * are empty; {@code started|MICROS} is when it started.
 */
final class ToldLists implements SystemLists {
    private final List<ServiceRow> services = new ArrayList<>();
    private final List<ServiceRow> unlisted = new ArrayList<>();
    private final Set<String> refused = new HashSet<>();
    private final List<AccountRow> accounts = new ArrayList<>();
    private final List<GroupRow> groups = new ArrayList<>();
    private final List<ToldTask> tasks = new ArrayList<>();
    private final Set<String> named = new HashSet<>();
    private final Set<String> kept = new HashSet<>();
    private final List<ToldObject> objects = new ArrayList<>();
    private final List<ToldFirewall.Rule> rules = new ArrayList<>();
    private final List<ToldFirewall.Profile> profiles = new ArrayList<>();
    private final List<String> loaded = new ArrayList<>();
    private final Map<String, List<EncodedCertificate>> certificates = new HashMap<>();
    private boolean hasStores;
    private OptionalLong started = OptionalLong.empty();

    /** Of these lines. */
    static ToldLists of(String lines) {
        ToldLists lists = new ToldLists();
        lines.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("\\|", -1))
                .forEach(lists::take);
        return lists;
    }

    private void take(String[] fields) {
        switch (fields[0]) {
            case "service" -> services.add(service(fields));
            case "secret" ->
                services.add(new ServiceRow(
                        fields[1], Integer.decode(fields[2]), Integer.parseInt(fields[3]), Optional.empty()));
            case "unlisted" -> unlisted.add(service(fields));
            case "refuses" -> refused.add(WindowsPath.fold(fields[1]));
            case "account" ->
                accounts.add(new AccountRow(Long.parseLong(fields[1]), fields[3], Integer.decode(fields[2])));
            case "group" ->
                groups.add(new GroupRow(
                        fields[1],
                        fields.length < 3 ? Optional.empty() : Optional.of(List.of(fields[2].split(",", -1)))));
            case "loaded" -> loaded.add(fields[1]);
            case "certificate" -> {
                hasStores = true;
                certificates
                        .computeIfAbsent(fields[1], key -> new ArrayList<>())
                        .add(new EncodedCertificate(Base64.getDecoder().decode(fields[2])));
            }
            case "stores" -> hasStores = true;
            case "started" -> started = OptionalLong.of(Long.parseLong(fields[1]));
            case "task" -> tasks.add(new ToldTask(fields[1], true, toldTask(fields[2], fields[3])));
            case "running" -> tasks.add(new ToldTask(fields[1], false, ""));
            case "named" -> named.add(WindowsPath.fold(fields[1]));
            case "keeps" -> kept.add(WindowsPath.fold(fields[1]));
            case "wmi" -> objects.add(object(fields));
            case "rule" ->
                rules.add(new ToldFirewall.Rule(
                        fields[1],
                        fields[2].equals("in"),
                        fields[3].equals("allow"),
                        fields[4].equals("on"),
                        fields[5],
                        fields[6],
                        Integer.parseInt(fields[7]),
                        fields[8]));
            case "network" ->
                profiles.add(new ToldFirewall.Profile(
                        ToldFirewall.Network.valueOf(fields[1]), fields[2].equals("on"), fields[3].equals("allow")));
            default -> throw new IllegalArgumentException(fields[0]);
        }
    }

    private static ServiceRow service(String[] fields) {
        int type = Integer.decode(fields[2]);
        Settings settings = new Settings(type, Integer.parseInt(fields[3]), fields[5], fields[6]);
        return new ServiceRow(fields[1], type, Integer.parseInt(fields[4]), Optional.of(settings));
    }

    @Override
    public Reading<List<ServiceRow>> services() {
        return Reading.found(List.copyOf(services));
    }

    @Override
    public Reading<ServiceRow> service(String name) {
        if (refused.contains(WindowsPath.fold(name))) {
            return Reading.refused(ReasonCode.NO_RIGHT, "windows-no-right|OpenService");
        }
        return unlisted.stream()
                .filter(row -> WindowsPath.fold(row.name()).equals(WindowsPath.fold(name)))
                .findFirst()
                .map(Reading::found)
                .orElseGet(Reading::absent);
    }

    @Override
    public Reading<List<AccountRow>> accounts() {
        return accounts.isEmpty() ? Reading.absent() : Reading.found(List.copyOf(accounts));
    }

    @Override
    public Reading<List<GroupRow>> groups() {
        return groups.isEmpty() ? Reading.absent() : Reading.found(List.copyOf(groups));
    }

    private static String toldTask(String command, String arguments) {
        return """
                <Task xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"><Actions><Exec><Command>%s</Command>\
                <Arguments>%s</Arguments></Exec></Actions></Task>""".formatted(command, arguments);
    }

    private static ToldObject object(String[] fields) {
        Map<String, String> properties = new HashMap<>();
        Arrays.stream(fields).skip(3).forEach(field -> {
            int at = field.indexOf('=');
            properties.put(field.substring(0, at), field.substring(at + 1));
        });
        return new ToldObject(fields[1], fields[2], properties);
    }

    @Override
    public Reading<ToldBy<ToldTask>> tasks() {
        return Reading.found(new ToldBy<>(tasks, Optional.empty()));
    }

    @Override
    public Reading<ToldTask> task(String path) {
        if (kept.contains(WindowsPath.fold(path))) {
            return Reading.refused(ReasonCode.NO_RIGHT, "windows-no-right|ITaskFolder 13");
        }
        return named.contains(WindowsPath.fold(path)) ? Reading.found(new ToldTask(path, true, "")) : Reading.absent();
    }

    @Override
    public Reading<ToldBy<ToldObject>> subscriptions() {
        return Reading.found(new ToldBy<>(objects, Optional.empty()));
    }

    @Override
    public Reading<ToldFirewall> firewall() {
        return Reading.found(new ToldFirewall(profiles, rules, Optional.empty()));
    }

    @Override
    public Reading<List<String>> loadedDrivers() {
        return Reading.found(List.copyOf(loaded));
    }

    @Override
    public Reading<List<ToldStore>> certificates(List<String> keys) {
        return hasStores
                ? Reading.found(keys.stream()
                        .map(key -> new ToldStore(key, Reading.found(certificates.getOrDefault(key, List.of()))))
                        .toList())
                : Reading.absent();
    }

    @Override
    public OptionalLong startedMicros() {
        return started;
    }
}

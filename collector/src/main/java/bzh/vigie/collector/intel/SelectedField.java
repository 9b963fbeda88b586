package bzh.vigie.collector.intel;

import java.util.Map;
import java.util.Optional;

/** What a value that a person chose in an event, an alert or an inventory would be as an indicator, by the field that it stands in. */
public final class SelectedField {
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("sha256", "sha256"),
            Map.entry("sha1", "sha1"),
            Map.entry("md5", "md5"),
            Map.entry("Image", "path"),
            Map.entry("ParentImage", "path"),
            Map.entry("ImageLoaded", "path"),
            Map.entry("TargetFilename", "path"),
            Map.entry("target", "path"),
            Map.entry("CommandLine", "command"),
            Map.entry("SourceIp", "address"),
            Map.entry("DestinationIp", "address"),
            Map.entry("IpAddress", "address"),
            Map.entry("QueryName", "domain"),
            Map.entry("DestinationHostname", "domain"),
            Map.entry("User", "account"),
            Map.entry("TargetUserName", "account"),
            Map.entry("SubjectUserName", "account"),
            Map.entry("account", "account"),
            Map.entry("ServiceName", "service"),
            Map.entry("TaskName", "task"),
            Map.entry("seen_value", "any"));

    private SelectedField() {}

    /** The kind, as a table of indicators calls it; empty for a field of which no indicator is made. */
    public static Optional<String> kind(String field) {
        return Optional.ofNullable(KINDS.get(field));
    }
}

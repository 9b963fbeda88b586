package bzh.vigie.collector.detect.sigma;

/**
 * Which log a record comes from, or a rule is for; a part that is empty is, in a rule, any, and in a record, none.
 *
 * @param product such as linux
 * @param category such as process_creation
 * @param service such as sshd
 */
public record LogSource(String product, String category, String service) {
    /** Whether a rule for this log source is for records of that one. */
    public boolean covers(LogSource record) {
        return covers(product, record.product) && coversCategory(record.category) && covers(service, record.service);
    }

    /**
     * The taxonomy's registry_event stands for registry_add, registry_delete, registry_set and registry_rename; rules for
     * file_delete are meant for Sysmon's two events, of which the taxonomy calls one file_delete_detected.
     */
    private boolean coversCategory(String record) {
        return covers(category, record)
                || (category.equals("registry_event") && record.startsWith("registry_"))
                || (category.equals("file_delete") && record.equals("file_delete_detected"));
    }

    private static boolean covers(String rule, String record) {
        return rule.isEmpty() || rule.equals(record);
    }
}

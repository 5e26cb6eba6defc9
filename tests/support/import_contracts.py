"""Two import contracts that import-linter has no type for: doors between features, doors to vendors."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


def links(graph: ImportGraph, importer: str, imported: str) -> str:
    """One broken import with its lines."""
    details = graph.get_import_details(importer=importer, imported=imported)
    return f"{importer} -> {imported} (l.{', '.join(str(one['line_number']) for one in details)})"


class _Listed(Contract):
    guidance = ""

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["broken"]:
            output.print_error(f"- {line}", bold=False)
        output.print(self.guidance)


class FeatureDoors(_Listed):
    """Features reach into each other only through the named modules."""

    type_name = "feature_doors"
    container = fields.StringField()
    doors = fields.SetField(subfield=fields.StringField())
    guidance = "Features meet only through service, schemas, tools and widgets: move what is shared there."

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        depth = str(self.container).count(".") + 1
        broken = []
        for importer in sorted(graph.find_descendants(str(self.container))):
            own = importer.split(".")[depth]
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                parts = imported.split(".")
                inside = imported.startswith(f"{self.container}.") and parts[depth] != own
                if inside and (len(parts) == depth + 1 or parts[depth + 1] not in self.doors):
                    broken.append(links(graph, importer, imported))
        return ContractCheck(kept=not broken, metadata={"broken": broken})


class VendorDoors(_Listed):
    """Each vendor's package is imported in one place: `package: place` or `package: place, place`."""

    type_name = "vendor_doors"
    doors = fields.ListField(subfield=fields.StringField())
    guidance = "Ask the module that already speaks to this package, or widen its door here with a reason."

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        broken = []
        for door in self.doors:
            vendor, _, places = str(door).partition(":")
            allowed = tuple(place.strip() for place in places.split(","))
            if vendor.strip() not in graph.modules:
                continue
            broken += [
                links(graph, importer, vendor.strip())
                for importer in sorted(graph.find_modules_that_directly_import(vendor.strip()))
                if not any(importer == place or importer.startswith(f"{place}.") for place in allowed)
            ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

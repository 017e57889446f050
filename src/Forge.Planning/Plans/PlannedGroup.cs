using Forge.Planning.Wishes;

namespace Forge.Planning.Plans;

/// <summary>A group of the plan with what the document says of it. A class: of lists of structs each program makes its own code at its start.</summary>
internal sealed record PlannedGroup(PlanGroup Group, WishGroup Source);

"""The day's plan: trips, their true price, and the choice among them. The only room that imports pyvrp."""

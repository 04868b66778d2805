"""Addresses of operations."""

from __future__ import annotations

from django.urls import path

from corridor_server.operations.views import alarm, changes, handovers, missions, plan, resources

app_name = "operations"
urlpatterns = [
    path("plan/", plan.plan, name="plan"),
    path("plan/new/", plan.plan_new, name="plan_new"),
    path("plan/alarm/", alarm.alarm, name="alarm"),
    path("plan/stop/<str:pk>/", changes.stop_places, name="stop_places"),
    path("plan/stop/<str:pk>/move/", changes.stop_move, name="stop_move"),
    path("plan/stop/<str:pk>/lock/", changes.stop_lock, name="stop_lock"),
    path("plan/mission/<str:pk>/", missions.mission, name="mission"),
    path("plan/mission/<str:pk>/approve/", missions.mission_approve, name="mission_approve"),
    path("plan/mission/<str:pk>/sheet/", missions.sheet, name="sheet"),
    path("plan/mission/<str:pk>/packet/", missions.packet, name="packet"),
    path("plan/mission/<str:pk>/log/", missions.mission_log, name="mission_log"),
    path("plan/mission/<str:pk>/outcomes/", missions.outcomes, name="outcomes"),
    path("plan/<str:pk>/", plan.plan_show, name="plan_show"),
    path("plan/<str:pk>/progress/", plan.plan_progress, name="plan_progress"),
    path("plan/<str:pk>/cancel/", plan.plan_cancel, name="plan_cancel"),
    path("plan/<str:pk>/approve/", plan.plan_approve, name="plan_approve"),
    path("plan/<str:pk>/replan/", plan.replan, name="replan"),
    path("resources/", resources.resources, name="resources"),
    path("resources/operation/", resources.profile, name="profile"),
    path("resources/new/<str:kind>/", resources.resource_new, name="resource_new"),
    path("resources/vehicle/<str:pk>/", resources.vehicle_edit, name="vehicle"),
    path("resources/vehicle/<str:pk>/service/", resources.vehicle_out, name="vehicle_out"),
    path("resources/crew/<str:pk>/", resources.crew_edit, name="crew"),
    path("resources/depot/<str:pk>/", resources.depot_edit, name="depot"),
    path("resources/depot/<str:pk>/stock/", resources.depot_stock, name="depot_stock"),
    path("resources/centre/<str:pk>/", resources.centre_edit, name="centre"),
    path("resources/centre/<str:pk>/handovers/", handovers.handovers, name="centre_handovers"),
    path("resources/checkpoint/<str:pk>/", resources.checkpoint_edit, name="checkpoint"),
]
